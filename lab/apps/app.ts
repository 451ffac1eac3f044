// One stand-in container: answers HTTP, gRPC and TCP with its version and cluster.
import type { Socket } from "node:net";
import { type AppAnswer, callerOf, type TcpAnswer } from "./app-answer";
import type { AppContainer, AppServerConfig } from "./app-config";
import type { AppRequest, AppResponse } from "./app-messages";
import type { Arrivals } from "./arrivals";
import { upstreamsOf } from "./known-images";
import { TrialBehaviour } from "./trial-behaviour";
import type { CallUpstreams } from "./upstreams";

/**
 * The message of every gRPC answer, in gRPC's framing: not compressed, two bytes long, field 1 = 1.
 * That is `SERVING` of grpc.health.v1.HealthCheckResponse.
 */
const grpcMessage = Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01]);

/** gRPC's status codes. Istio's proxies retry after `unavailable`, and not after `internal`. */
const grpcStatus = { ok: "0", internal: "13", unavailable: "14" } as const;

/** What one container answers, whatever the protocol. */
export class App {
  private readonly behaviour: TrialBehaviour;

  /**
   * @param arrivals counts what comes in, for all containers of the pod.
   * @throws Error when a variable for trials has a wrong value.
   */
  constructor(
    private readonly config: AppServerConfig,
    private readonly container: AppContainer,
    private readonly arrivals: Arrivals,
    private readonly callUpstreams: CallUpstreams,
  ) {
    this.behaviour = new TrialBehaviour(container.env, config.cluster);
  }

  /** Answers an HTTP or gRPC request. */
  readonly http = (request: AppRequest, response: AppResponse): void => {
    request.resume();
    if (this.arrivals.answer(request, response)) return;
    this.arrivals.during(response);
    const isGrpc = /^application\/grpc(?:$|[+;])/.test(request.headers["content-type"] ?? "");
    const answered = isGrpc ? this.answerCall(request, response) : this.answer(request, response);
    answered.catch((error: Error) => {
      response.statusCode = 500;
      response.end(`${error.message}\n`);
    });
  };

  /** Answers a raw TCP connection with one line and ends it. */
  readonly tcp = (socket: Socket): void => {
    this.arrivals.during(socket);
    // Whoever hangs up before the answer has lost nothing but the answer.
    socket.on("error", () => socket.destroy());
    socket.resume();
    const { app, version, cluster, pod } = this.identity();
    const answer: TcpAnswer = { app, version, cluster, pod };
    void this.behaviour.delay().then(() => socket.end(`${JSON.stringify(answer)}\n`));
  };

  private async answer(request: AppRequest, response: AppResponse): Promise<void> {
    const { headers, url: path = "/" } = request;
    const refused = this.behaviour.refuses(requestId(request));
    await this.behaviour.delay();
    const fails = !refused && this.behaviour.fails();
    const urls = refused || fails ? [] : upstreamsOf(this.container, path);
    const upstreams = await this.callUpstreams(urls, headers);
    const caller = callerOf(headers["x-forwarded-client-cert"] as string | undefined);
    const body: AppAnswer = {
      ...this.identity(),
      path,
      protocol: `HTTP/${request.httpVersion}`,
      ...(caller ? { caller } : {}),
      ...(upstreams.length > 0 ? { upstreams } : {}),
    };
    // A failure further down must not look like a success at the front.
    const failed = upstreams.some(({ status }) => status < 200 || status > 299);
    response.statusCode = refused ? 503 : fails ? 500 : failed ? 502 : 200;
    this.describe(response, "application/json");
    if (this.arrivals.ending && request.httpVersionMajor === 1) {
      response.setHeader("connection", "close");
    }
    response.end(`${JSON.stringify(body)}\n`);
  }

  /** Any unary gRPC method: the caller's message does not matter. */
  private async answerCall(request: AppRequest, response: AppResponse): Promise<void> {
    const refused = this.behaviour.refuses(requestId(request));
    await Promise.all([
      this.behaviour.delay(),
      new Promise((done) => request.once("end", done).once("close", done)),
    ]);
    this.describe(response, "application/grpc");
    if (refused || this.behaviour.fails()) {
      // Status among the headers and no message: only so a proxy sees it early enough to retry.
      response.setHeader("grpc-status", refused ? grpcStatus.unavailable : grpcStatus.internal);
      response.setHeader("grpc-message", "this attempt fails on purpose");
      response.end();
      return;
    }
    response.addTrailers({ "grpc-status": grpcStatus.ok });
    response.end(grpcMessage);
  }

  private identity(): Omit<AppAnswer, "path" | "protocol" | "caller" | "upstreams"> {
    const { config, container } = this;
    return {
      app: config.labels.app ?? container.name,
      version: config.labels.version ?? "",
      cluster: config.cluster,
      namespace: config.namespace,
      pod: config.pod,
      container: container.name,
    };
  }

  private describe(response: AppResponse, contentType: string): void {
    const { app, version, cluster } = this.identity();
    response.setHeader("content-type", contentType);
    response.setHeader("x-app", app);
    response.setHeader("x-version", version);
    response.setHeader("x-cluster", cluster);
  }
}

function requestId({ headers }: AppRequest): string | undefined {
  return headers["x-request-id"] as string | undefined;
}
