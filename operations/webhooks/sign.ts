/** Signs messages to webhooks as Standard Webhooks has it, for which most languages have a library. */
import { createHmac } from "node:crypto";

/** Prefix of a secret that is written in base64, as the generators of that project write it. */
const encodedPrefix = "whsec_";

/** What a signature is made of. */
export interface Signed {
  /** The id of the message. */
  readonly id: string;
  readonly body: string;
  readonly secret: string;
  /** When it is sent, in milliseconds since 1970. */
  readonly nowMs: number;
}

/**
 * The headers that prove who sends a message, and when
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md): the
 * id, the time in seconds, and HMAC-SHA256 in base64 over id, time and body, with dots between them.
 * Servers refuse a time that is minutes away, so that nobody can send an old message again.
 */
export function signedHeaders({ id, body, secret, nowMs }: Signed): Record<string, string> {
  const seconds = String(Math.floor(nowMs / 1000));
  const signature = createHmac("sha256", keyOf(secret))
    .update(`${id}.${seconds}.${body}`)
    .digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": `v1,${signature}`,
  };
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(encodedPrefix)
    ? Buffer.from(secret.slice(encodedPrefix.length), "base64")
    : Buffer.from(secret);
}
