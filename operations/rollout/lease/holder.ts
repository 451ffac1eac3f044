/** The name under which this process drives a rollout. */
import { randomBytes } from "node:crypto";
import * as os from "node:os";

/** Who runs this process, and where: `anna@build-7`. */
export function localName(): string {
  return `${userName()}@${os.hostname()}`;
}

/** A name that no other process has, ever: `anna@build-7:4711/9f86d081`. */
export function holderName(): string {
  return `${localName()}:${process.pid}/${randomBytes(4).toString("hex")}`;
}

/** In a container the user may have a number alone. */
function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `user-${process.getuid?.() ?? "unknown"}`;
  }
}
