/**
 * Loaded before a function's bundle, in the function's own process: the present is the instant the harness sets, and
 * stands still until it sets another. Timers run on, as a function that waits must be able to end.
 */
const RealDate = globalThis.Date;
let present = RealDate.now();

const VirtualDate = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [present] : args, newTarget),
  apply: () => new RealDate(present).toString(),
  get: (target, property, receiver) =>
    property === 'now' ? () => present : Reflect.get(target, property, receiver),
});
Object.defineProperty(RealDate.prototype, 'constructor', { value: VirtualDate, writable: true });
globalThis.Date = VirtualDate;

Object.defineProperty(globalThis, Symbol.for('deployed-shape.set-present'), {
  value: (epochMilliseconds: number) => {
    present = epochMilliseconds;
  },
});
