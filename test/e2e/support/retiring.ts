/** The work that goes on while later specs run, and its errors. */
let pending: Promise<unknown> = Promise.resolve();
const failures: Error[] = [];

/** Lets work go on while later specs run. */
export function later(work: Promise<unknown>): void {
  const told = work.catch((error: Error) => failures.push(error));
  pending = Promise.all([pending, told]);
}

/** Waits until all of this work is done. @throws the first error of it */
export async function retired(): Promise<void> {
  await pending;
  const [failure] = failures.splice(0);
  if (failure) throw failure;
}
