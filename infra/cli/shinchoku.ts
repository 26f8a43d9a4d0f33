import { runCommandLine } from './run-command-line.ts';

// Whoever reads only the beginning (`| head`) closes the pipe; that is no fault of the command.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

// The code is set and not exited with, so that a long answer reaches a slow reader whole.
process.exitCode = await runCommandLine(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${line}\n`),
  printJson: (value) => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
  printBytes: (bytes) => void process.stdout.write(bytes),
  warn: (line) => void process.stderr.write(`${line}\n`),
});
