/** What answers queries: the port between what is asked, and the ways to servers. */
import { StringDecoder } from "node:string_decoder";

/** One query. */
export interface Query {
  /** PromQL. */
  readonly query: string;
  /** The time at which it is evaluated, in milliseconds since 1970. */
  readonly atMs: number;
  /** Milliseconds that its answer may take. */
  readonly timeoutMs: number;
}

/** A way to a server. */
export interface QuerySource {
  /**
   * Sends it.
   *
   * @returns the text of the answer
   * @throws QueryRefusedError where the server understood the question and refuses the query
   * @throws Error that says in words why there is no answer
   */
  send(query: Query): Promise<string>;
}

/** A server that can be asked refuses a query: asking it again changes nothing. */
export class QueryRefusedError extends Error {
  override name = "QueryRefusedError";
}

/** Bytes of an answer that are read. */
export const mostBytes = 64 * 1024 * 1024;

/** The parameters of a query; a Thanos that lacks a part of its data then says so by an error. */
export function parametersOf({ query, atMs, timeoutMs }: Query): URLSearchParams {
  return new URLSearchParams({
    query,
    time: (atMs / 1000).toFixed(3),
    timeout: `${Math.max(1, Math.ceil(timeoutMs))}ms`,
    partial_response: "false",
  });
}

/** Why a server gave no answer in its time. */
export function late(timeoutMs: number): Error {
  return new Error(`it gave no answer within ${timeoutMs / 1000} s`);
}

/**
 * The text of an answer.
 *
 * @throws Error where it is longer than may be
 */
export async function textOf(
  answer: AsyncIterable<Buffer> & { destroy(): unknown },
  most = mostBytes,
): Promise<string> {
  // Buffers live outside the heap, where nothing hastens their end: none is kept.
  const decoder = new StringDecoder("utf8");
  const parts: string[] = [];
  let bytes = 0;
  for await (const part of answer) {
    bytes += part.length;
    parts.push(decoder.write(part));
    if (bytes <= most) continue;
    answer.destroy();
    throw new Error(
      `it answers more than ${most / 1024 / 1024} MiB: narrow its series with labels of the server, or the analysis with services`,
    );
  }
  return parts.join("") + decoder.end();
}
