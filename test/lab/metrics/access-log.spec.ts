import { expect } from "chai";
import { readLogMessage } from "../../../lab/metrics/access-log";
import { logMessage } from "./log-entries";

describe("a message of a proxy's access log", () => {
  it("names the proxy at the beginning of a stream only", () => {
    const node = "sidecar~10.244.1.2~shop-1.demo~demo.svc.cluster.local";
    expect(readLogMessage(logMessage(node, {})).node).to.equal(node);
    expect(readLogMessage(logMessage(undefined, {}))).not.to.have.property("node");
  });

  it("tells of each request what metrics need", () => {
    const bytes = logMessage(
      undefined,
      {
        upstreamCluster: "outbound|80|v2|shop.demo.svc.cluster.local",
        routeName: "shop",
        caller: "10.244.1.9",
        local: "10.244.1.2",
        upstream: "10.244.2.3",
        answered: true,
        code: 200,
        durationMs: 1_012.5,
        authority: "shop.example",
        principals: ["spiffe://peer", "spiffe://own"],
      },
      { flags: [6, 16], code: 503 },
    );
    const [first, second, ...others] = readLogMessage(bytes).requests;
    expect(others).to.deep.equal([]);
    expect(first).to.deep.equal({
      upstreamCluster: "outbound|80|v2|shop.demo.svc.cluster.local",
      routeName: "shop",
      callerAddress: "10.244.1.9",
      localAddress: "10.244.1.2",
      upstreamAddress: "10.244.2.3",
      answered: true,
      flags: "-",
      code: 200,
      durationMs: 1_012.5,
      isGrpc: false,
      grpcStatus: "",
      authority: "shop.example",
      peerPrincipal: "spiffe://peer",
      localPrincipal: "spiffe://own",
    });
    expect(second).to.include({ flags: "UF,URX", code: 503, answered: false, upstreamAddress: "" });
    expect(second).not.to.have.property("durationMs");
  });

  it("tells gRPC by its content type, and its status from headers and trailers", () => {
    const bytes = logMessage(
      undefined,
      { contentType: "application/grpc", grpcTrailer: "0" },
      { contentType: "application/grpc+proto", grpcHeader: "14" },
      { contentType: "application/grpc-web" },
    );
    const found = readLogMessage(bytes).requests.map(({ isGrpc, grpcStatus }) => [
      isGrpc,
      grpcStatus,
    ]);
    expect(found).to.deep.equal([
      [true, "0"],
      [true, "14"],
      [false, ""],
    ]);
  });
});
