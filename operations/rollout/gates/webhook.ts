/** A gate that asks a server: any 2xx passes, 4xx fails, and everything else is no verdict. */
import { seconds } from "../../../model/release/duration";
import { configKey } from "../../../model/project";
import { webhookSecretKey } from "../../../model/config/value";
import { systemClock, type Clock } from "../../clock";
import {
  firstPauseMs,
  isRedirect,
  nextPauseMs,
  redirectText,
  said,
  type Reply,
} from "../../webhooks/answer";
import { post } from "../../webhooks/post";
import { signedHeaders } from "../../webhooks/sign";
import type { GateVerdict } from "../decide/question";
import { messageOf, type WebhookMessage } from "./message";
import type { Gate, GateQuestion } from "./port";

/** The variable that holds the secret where the stack does not. */
export const webhookSecretVariable = "GRAY_WEBHOOK_SECRET";

/** What a gate of webhooks needs. */
export interface WebhookOptions {
  /** Reads the secret once, when it is needed; undefined: there is none. */
  readonly secret: () => Promise<string | undefined>;
  /** Ends a question early. */
  readonly signal?: AbortSignal;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

const defaults = { timeout: "10s", interval: "1m" } as const;

/** Asks the webhooks of a rollout. */
export class WebhookGate implements Gate {
  private secret: Promise<string | undefined> | undefined;

  constructor(private readonly options: WebhookOptions) {}

  async ask(question: GateQuestion): Promise<GateVerdict> {
    const message = messageOf(question);
    if (!message) return hold("this step asks no webhook");
    let secret: string | undefined;
    try {
      this.secret ??= this.options.secret();
      secret = await this.secret;
    } catch (error) {
      // The next question reads it anew.
      this.secret = undefined;
      return hold(`the secret of webhooks can't be read: ${(error as Error).message}`);
    }
    return secret ? this.within(message, secret) : hold(noSecret);
  }

  /** Asks until the server has judged, or the interval is over. */
  private async within(message: WebhookMessage, secret: string): Promise<GateVerdict> {
    const { clock = systemClock, signal } = this.options;
    const { timeout = defaults.timeout, interval = defaults.interval } = message.webhook;
    const endMs = clock.now() + seconds(interval) * 1000;
    for (let pauseMs = firstPauseMs; ; pauseMs = nextPauseMs(pauseMs)) {
      const leftMs = Math.max(1, endMs - clock.now());
      const timeoutMs = Math.min(seconds(timeout) * 1000, leftMs);
      const answer = await this.once(message, secret, timeoutMs);
      const verdict = verdictOf(answer);
      if (verdict) return verdict;
      const why = said(answer);
      if (signal?.aborted || clock.now() + pauseMs >= endMs) return hold(why);
      try {
        await clock.sleep(pauseMs, signal && { signal });
      } catch {
        return hold(why);
      }
    }
  }

  private async once(
    { webhook, id, body }: WebhookMessage,
    secret: string,
    timeoutMs: number,
  ): Promise<Reply> {
    const { clock = systemClock, signal } = this.options;
    const headers = {
      "content-type": "application/json",
      "user-agent": "gray-release",
      "idempotency-key": id,
      ...signedHeaders({ id, body, secret, nowMs: clock.now() }),
    };
    try {
      return await post({ url: webhook.url, headers, body, timeoutMs, ...(signal && { signal }) });
    } catch (error) {
      return { failure: (error as Error).message };
    }
  }
}

const noSecret = `there is no secret to sign the question with: pulumi config set --secret ${configKey(webhookSecretKey)}, or set ${webhookSecretVariable}`;

function hold(why: string): GateVerdict {
  return { verdict: "hold", why };
}

/** @returns undefined where it is worth to ask again */
function verdictOf(answer: Reply): GateVerdict | undefined {
  if (!("status" in answer)) return undefined;
  const { status } = answer;
  if (status >= 200 && status < 300) return { verdict: "pass", why: said(answer) };
  if (status >= 400 && status < 500) return { verdict: "fail", why: said(answer) };
  // The address is wrong, and no time heals that; but it says nothing about the release.
  return isRedirect(answer) ? hold(redirectText(answer)) : undefined;
}
