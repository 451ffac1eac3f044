// Writes down which versions took part in an answer.
import type { AppAnswer, UpstreamAnswer } from "./app-answer";

/**
 * The versions that took part in an answer: `appa v2 > appc v1 > appb v2`, and where a service calls
 * several, in the order of its calls, `productpage v1 > (details v1 + reviews v3 > ratings v1)`. A call
 * that got no answer of the lab's is shown as `[<url>: <status or error>]`.
 */
export function chainOf(answer: Pick<AppAnswer, "app" | "version" | "upstreams">): string {
  const self = `${answer.app} ${answer.version}`.trim();
  const called = (answer.upstreams ?? []).map(link);
  if (called.length === 0) return self;
  return `${self} > ${called.length === 1 ? called[0] : `(${called.join(" + ")})`}`;
}

function link({ url, status, body, error }: UpstreamAnswer): string {
  return isAnswer(body) ? chainOf(body) : `[${url}: ${error ?? status}]`;
}

function isAnswer(body: unknown): body is AppAnswer {
  if (typeof body !== "object" || body === null) return false;
  return "app" in body && typeof body.app === "string" && "version" in body;
}
