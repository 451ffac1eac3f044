/** What goes on behind the specs, and what went wrong there. */
let pending: Promise<unknown> = Promise.resolve();
const failures: Error[] = [];

/** Lets work go on behind the specs that follow. */
export function later(work: Promise<unknown>): void {
  const told = work.catch((error: Error) => failures.push(error));
  pending = Promise.all([pending, told]);
}

/** Waits until everything that goes on behind the specs is done. @throws the first error of it */
export async function retired(): Promise<void> {
  await pending;
  const [failure] = failures.splice(0);
  if (failure) throw failure;
}
