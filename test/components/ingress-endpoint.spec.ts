import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { endpoint } from "../../components/ingress-endpoint";
import type { Cluster } from "../../model/cluster";
import { east, outpost, release, west } from "../support/releases";
import { connect, World } from "../support/world";

const balanced = (entry: object) => ({ loadBalancer: { ingress: [entry] } });
const ports = [
  { port: 15021, nodePort: 30001 },
  { port: 80, nodePort: 30080 },
];

describe("the address of an ingress gateway", () => {
  it("is its load balancer's, by address or name", () => {
    expect(endpoint({ ports }, balanced({ ip: "203.0.113.7" }), "api", 80)).to.equal(
      "http://203.0.113.7",
    );
    expect(endpoint({ ports }, balanced({ hostname: "lb.example" }), "api", 8080)).to.equal(
      "http://lb.example:8080",
    );
    expect(endpoint({}, balanced({ ip: "2001:db8::7" }), undefined, 80)).to.equal(
      "http://[2001:db8::7]",
    );
  });

  it("is the node port on the API server's host where there is no load balancer", () => {
    expect(endpoint({ ports }, undefined, "127.0.0.1", 80)).to.equal("http://127.0.0.1:30080");
    expect(endpoint({ ports }, { loadBalancer: {} }, "[::1]", 80)).to.equal("http://[::1]:30080");
  });

  it("is none, with the reason, where there is neither", () => {
    const none = /^none: .* neither a load balancer's address nor a node port for 443$/;
    expect(endpoint({ ports }, undefined, "127.0.0.1", 443)).to.match(none);
    expect(endpoint({ ports }, undefined, undefined, 80)).to.match(/^none: /);
    expect(endpoint({}, {}, "127.0.0.1", 80)).to.match(/^none: /);
  });
});

describe("the endpoints of a release", () => {
  const existing = {
    "istio-system/istio-ingressgateway": { spec: { ports }, status: {} },
    "edge/front": { spec: { ports }, status: balanced({ ip: "203.0.113.7" }) },
  };

  async function endpoints(clusters: Cluster[], gateway: object | undefined = {}) {
    const { services, ...rest } = release();
    const given = { ...rest, services, gateway };
    let found: unknown;
    await World.run(
      () => {
        const gray = new GrayRelease("demo", { release: given, clusters: connect(...clusters) });
        gray.endpoints.apply((value) => (found = value));
      },
      { existing },
    );
    return found;
  }

  it("are looked up in each primary cluster, where istioctl puts its gateway", async () => {
    expect(await endpoints([west, east, outpost])).to.deep.equal({
      west: "http://west.example:30080",
      east: "http://east.example:30080",
    });
  });

  it("are what the stack says: an address, or a Service", async () => {
    const clusters = [
      { ...west, ingress: "https://shop.example.com" },
      { ...east, ingress: "edge/front" },
    ];
    expect(await endpoints(clusters)).to.deep.equal({
      west: "https://shop.example.com",
      east: "http://203.0.113.7",
    });
  });

  it("are none where a selector means a gateway that nobody named", async () => {
    const selector = { gw: "edge" };
    expect(await endpoints([west, { ...east, ingress: "edge/front" }], { selector })).to.deep.equal(
      {
        east: "http://203.0.113.7",
      },
    );
  });
});
