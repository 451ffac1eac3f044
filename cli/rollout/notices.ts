/** What tells the receivers of a stack what happens to its rollout. */
import type { Clock } from "../../operations/clock";
import type { NoticePort } from "../../operations/rollout/notify/port";
import { notificationUrlOf, webhookSecretOf } from "../stack/rollout-secrets";
import type { OpenRollout } from "./open";

/**
 * A port that tells the receivers of a stack. It reads an address, or the secret, once it needs it, and
 * again only where it could not be read.
 *
 * @param about `clock`: that of home, by which messages are dated; `signal` ends all requests early;
 * `tryAgain`: whether a message is tried again in this process
 * @returns undefined where the stack names no receiver
 */
export async function noticesFor(
  { stack, settings }: OpenRollout,
  about: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    readonly say: (line: string) => void;
    readonly tryAgain: boolean;
  },
): Promise<NoticePort | undefined> {
  const { notifications: receivers = [] } = settings;
  if (receivers.length === 0) return undefined;
  const [{ Messenger }, { sender }] = await Promise.all([
    import("../../operations/rollout/notify/messenger.js"),
    import("../../operations/rollout/notify/sender.js"),
  ]);
  const known = new Map<string, string>();
  const once = async (key: string, read: () => Promise<string | undefined>) => {
    const value = known.get(key) ?? (await read());
    if (value) known.set(key, value);
    return value;
  };
  const deliver = sender({
    ...{ stack, clock: about.clock },
    url: (receiver) => once(`url ${receiver.name}`, () => notificationUrlOf(stack, receiver)),
    secret: () => once("secret", () => webhookSecretOf(stack)),
  });
  return new Messenger({ receivers, deliver, ...about });
}
