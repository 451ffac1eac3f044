/** Sends one message of a rollout to one receiver, in the form of its kind. */
import { cloudEvent, cloudEventType } from "../../../model/notifications/cloud-event";
import type { RolloutEvent } from "../../../model/notifications/events";
import { bodyOf, type NotificationBody } from "../../../model/notifications/message";
import { pageOf } from "../../../model/notifications/page";
import type { NotificationReceiver } from "../../../model/notifications/receiver";
import { slackMessage } from "../../../model/notifications/slack";
import { notificationUrlKey, webhookSecretKey } from "../../../model/config/value";
import { configKey } from "../../../model/project";
import { seconds } from "../../../model/release/duration";
import type { RolloutRecord } from "../../../model/rollout/record";
import { systemClock, type Clock } from "../../clock";
import { isRedirect, redirectText, said, type Reply } from "../../webhooks/answer";
import { post } from "../../webhooks/post";
import { withoutSecrets } from "../../webhooks/secret-address";
import { signedHeaders } from "../../webhooks/sign";
import type { Deliver, Delivery } from "./port";

/** What a sender needs. */
export interface SenderOptions {
  readonly stack: string;
  /** Reads the address of a receiver when it is needed; undefined: there is none. */
  readonly url: (receiver: NotificationReceiver) => Promise<string | undefined>;
  /** Reads the secret with which messages are signed; undefined: there is none. */
  readonly secret: () => Promise<string | undefined>;
  /** By which messages are dated. @default the clock of the machine */
  readonly clock?: Clock;
}

const defaultTimeout = "10s";

/**
 * What sends: any 2xx is delivered. 4xx and redirects are final but 408 and 429, by which servers ask
 * for another try; everything else is tried again.
 */
export function sender(options: SenderOptions): Deliver {
  return async (receiver, event, record, signal) => {
    try {
      return await send(options, { receiver, event, record, signal });
    } catch (error) {
      return later((error as Error).message);
    }
  };
}

interface Sending {
  readonly receiver: NotificationReceiver;
  readonly event: RolloutEvent;
  readonly record: RolloutRecord;
  readonly signal: AbortSignal;
}

async function send(
  { stack, url: urlOf, secret: secretOf, clock = systemClock }: SenderOptions,
  { receiver, event, record, signal }: Sending,
): Promise<Delivery> {
  const { name, kind, page, timeout = defaultTimeout } = receiver;
  const url = await urlOf(receiver);
  if (!url) return later(`it has no address: ${howToSet(notificationUrlKey(name))}`);
  if (!URL.canParse(url)) return later("its address is none that can be used");
  const facts = bodyOf(event, record, {
    stack,
    ...(page !== undefined && { page: pageOf(page, record, stack) }),
  });
  const { type, body } = written(kind, facts);
  const { id } = facts;
  const secret = kind === "slack" ? undefined : await secretOf();
  // Slack can't verify a signature: who knows its address may write there.
  if (kind !== "slack" && !secret)
    return later(`there is no secret to sign messages with: ${howToSet(webhookSecretKey)}`);
  const headers = {
    "content-type": type,
    "user-agent": "gray-release",
    ...(kind !== "slack" && { "idempotency-key": id }),
    ...(secret && signedHeaders({ id, body, secret, nowMs: clock.now() })),
  };
  const sent = { url, headers, body, timeoutMs: seconds(timeout) * 1000, signal };
  const reply = await post(sent).catch((error: unknown): Reply => ({
    failure: (error as Error).message,
  }));
  return deliveryOf(url === receiver.url ? reply : withoutSecrets(reply, url));
}

function written(
  kind: NotificationReceiver["kind"],
  facts: NotificationBody,
): { readonly type: string; readonly body: string } {
  switch (kind) {
    case "webhook":
      return { type: "application/json", body: JSON.stringify(facts) };
    case "slack":
      return { type: "application/json", body: JSON.stringify(slackMessage(facts)) };
    case "cloudevents":
      return { type: cloudEventType, body: JSON.stringify(cloudEvent(facts)) };
  }
}

function deliveryOf(reply: Reply): Delivery {
  if (!("status" in reply)) return later(said(reply));
  const { status } = reply;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 408 || status === 429) return later(said(reply));
  if (isRedirect(reply)) return { kind: "refused", why: redirectText(reply) };
  if (status >= 400 && status < 500) return { kind: "refused", why: said(reply) };
  return later(said(reply));
}

function later(why: string): Delivery {
  return { kind: "later", why };
}

function howToSet(key: string): string {
  return `pulumi config set --secret ${configKey(key)}`;
}
