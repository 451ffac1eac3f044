// Checks that the webhooks of a rollout have an address that can be asked. GR514.
import { formatPath, show, type Problem } from "../../problem";
import type { RolloutContext } from "./context";

const allowed = "an address that begins with https:// or http://, without a user and a password";

/** Checks the addresses; no message repeats one that has a password. */
export function checkWebhooks({ rollout, locate }: RolloutContext): Problem[] {
  return rollout.steps.flatMap((step, i): Problem[] => {
    if (!("webhook" in step)) return [];
    const path = formatPath(locate(["rollout", "steps", i, "webhook", "url"]));
    const { url } = step.webhook;
    const read = URL.canParse(url) ? new URL(url) : undefined;
    if (read && (read.username !== "" || read.password !== ""))
      return [
        {
          ...{ code: "GR514", path, given: `an address of ${read.host} with a user`, allowed },
          fix: "remove the part before @: the body is signed, so that the server knows who asks",
        },
      ];
    if (read && ["http:", "https:"].includes(read.protocol) && /^https?:\/\//i.test(url)) return [];
    const given = url.includes("@") ? "an address that is none" : show(url);
    return [{ code: "GR514", path, given, allowed, fix: "write the whole address" }];
  });
}
