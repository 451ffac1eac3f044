/** Asks a metrics server through the API server of its cluster. */
import { KubeError } from "../../kubernetes/client";
import { SilenceError } from "../../kubernetes/http/resend";
import { proxiedName, type ServicePort } from "../../model/analysis/metrics-servers";
import type { ClusterApi } from "../cluster-api";
import type { Result } from "../result";
import { connectionText, isRefusal, statusText } from "./refusals";
import {
  late,
  mostBytes,
  parametersOf,
  QueryRefusedError,
  textOf,
  type Query,
  type QuerySource,
} from "./source";

/** Where a server is. */
export interface ProxiedOptions {
  readonly cluster: string;
  readonly service: ServicePort;
  /** Its cluster's client as soon as there is one, or why there is none. */
  readonly client: Promise<Result<Pick<ClusterApi, "proxied">>>;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends all requests early. */
  readonly signal?: AbortSignal;
  /** @default 64 MiB */
  readonly mostBytes?: number;
}

/** A server that is a Service of a cluster. */
export class ProxiedSource implements QuerySource {
  constructor(private readonly options: ProxiedOptions) {}

  async send(query: Query): Promise<string> {
    const { timeoutMs } = query;
    const { signal, cluster } = this.options;
    const over = AbortSignal.timeout(Math.max(1, timeoutMs));
    const ends = signal ? AbortSignal.any([signal, over]) : over;
    const ended = new Promise<never>((_, reject) => {
      ends.addEventListener("abort", () => reject(late(timeoutMs)), { once: true });
    });
    const work = this.within(query, ends);
    try {
      return await Promise.race([work, ended]);
    } catch (error) {
      work.catch(() => undefined);
      if (over.aborted || error instanceof SilenceError) throw late(timeoutMs);
      if (error instanceof KubeError) throw this.inWords(error);
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      const words = connectionText(error as NodeJS.ErrnoException);
      throw new Error(`the API server of ${cluster}: ${words}`, { cause: error });
    }
  }

  private async within(query: Query, signal: AbortSignal): Promise<string> {
    const { cluster, service, headers = {}, mostBytes: most = mostBytes } = this.options;
    const client = await this.options.client;
    if (!client.ok) throw new Error(`cluster ${cluster} can't be asked: ${client.failure}`);
    const path = `/api/v1/namespaces/${service.namespace}/services/${proxiedName(service)}/proxy/api/v1/query`;
    const answer = await client.value.proxied(`${path}?${parametersOf(query).toString()}`, {
      ...{ headers, signal, timeoutMs: query.timeoutMs },
    });
    return textOf(answer, most);
  }

  /** An answer of the API server itself has a reason; one of the metrics server has none. */
  private inWords(error: KubeError): Error {
    const { status, message, reason } = error;
    const { cluster, service } = this.options;
    const { namespace, name, port } = service;
    if (reason === "Forbidden")
      return new Error(
        `the kubeconfig's user may not get services/proxy of ${proxiedName(service)} in namespace ${namespace} of ${cluster} (403): apply what npx gray rbac prints`,
        { cause: error },
      );
    if (reason === "NotFound")
      return new Error(`there is no Service ${namespace}/${name} in ${cluster} (404)`, {
        cause: error,
      });
    if (reason === "ServiceUnavailable")
      return new Error(
        `the API server of ${cluster} can't reach ${namespace}/${name}:${port} (503): ${message}`,
        { cause: error },
      );
    if (reason !== "")
      return new Error(`the API server of ${cluster} answers ${status}: ${message}`, {
        cause: error,
      });
    // What is no JSON has the status before it.
    const text = message.replace(/^HTTP \d+: /, "");
    const words = statusText(status, text);
    return isRefusal(status, text)
      ? new QueryRefusedError(words)
      : new Error(words, { cause: error });
  }
}
