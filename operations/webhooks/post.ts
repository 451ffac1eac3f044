/** Sends one POST to a server that is no API server, through a proxy where the environment names one. */
import { request as httpRequest, type Agent, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { environmentProxy } from "../../kubernetes/proxy";

/** What is sent. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds for the whole answer. */
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  /** The beginning of its body. */
  readonly text: string;
}

/** Bytes of an answer that are read: what a message repeats is shorter. */
const mostBytes = 4096;

/**
 * It follows no redirect: a POST would become a GET on the way, and lose its body.
 *
 * @throws Error that says why there is no answer
 */
export async function post({ url, headers, body, timeoutMs, signal }: Post): Promise<Answer> {
  const target = new URL(url);
  const late = AbortSignal.timeout(Math.max(1, timeoutMs));
  const ends = signal ? AbortSignal.any([signal, late]) : late;
  const agent = await agentFor(target, ends);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const send = target.protocol === "https:" ? httpsRequest : httpRequest;
      const length = String(Buffer.byteLength(body));
      const sent = send(target, {
        ...{ method: "POST", signal: ends, headers: { ...headers, "content-length": length } },
        ...(agent && { agent }),
      });
      sent.on("error", reject);
      sent.on("response", (answer) => {
        beginningOf(answer).then(
          (text) => resolve({ status: answer.statusCode ?? 0, text }),
          reject,
        );
      });
      sent.end(body);
    });
  } catch (error) {
    if (late.aborted) throw new Error(`no answer within ${timeoutMs / 1000} s`, { cause: error });
    throw error;
  } finally {
    agent?.destroy();
  }
}

async function agentFor(target: URL, signal: AbortSignal): Promise<Agent | undefined> {
  const proxy = environmentProxy(target);
  if (!proxy) return undefined;
  const { proxyAgent } = await import("../../kubernetes/proxy-agent.js");
  return proxyAgent(proxy, target.protocol, {}, signal);
}

async function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= mostBytes) break;
  }
  answer.destroy();
  return Buffer.concat(parts).subarray(0, mostBytes).toString();
}
