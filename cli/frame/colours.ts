/** Whether what a command writes may have colours. */
import { isColorSupported } from "picocolors";

/** Whether a stream leads to a terminal that shows colours (https://no-color.org). */
export function hasColours(stream: { readonly isTTY?: boolean }): boolean {
  return isColorSupported && (Boolean(stream.isTTY) || Boolean(process.env.FORCE_COLOR));
}
