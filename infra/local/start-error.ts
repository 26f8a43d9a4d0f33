/**
 * Something outside the program keeps the local system from starting: no Java, a port already taken.
 *
 * The message is one sentence that names the remedy. The command line prints it alone, without a stack.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
