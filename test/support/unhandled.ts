// Collects errors that nothing handles, as Pulumi's language host does.

/**
 * Runs work whose promises may fail without a handler.
 *
 * @param work resolves when enough has happened; what fails a moment later still counts
 * @returns the errors, each of them once, as the language host shows them
 */
export async function unhandledIn(work: () => Promise<unknown>): Promise<unknown[]> {
  const event = "unhandledRejection";
  const mochas = process.listeners(event);
  const errors = new Set<unknown>();
  const collect = (error: unknown) => void errors.add(error);
  process.removeAllListeners(event).on(event, collect);
  try {
    await work();
    for (let turn = 0; turn < 50; turn++) await new Promise((done) => setImmediate(done));
    return [...errors];
  } finally {
    process.removeListener(event, collect);
    for (const listener of mochas) process.on(event, listener);
  }
}
