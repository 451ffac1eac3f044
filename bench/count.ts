// Reads how many of something an option wants.
import { InvalidArgumentError } from "commander";

/** @throws InvalidArgumentError unless the text is a whole number of at least 1 */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError("a whole number of at least 1 is wanted");
  return value;
}
