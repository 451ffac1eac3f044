import { expect } from "chai";
import { ingressAddress } from "../../model/endpoint";

const spec = {
  ports: [
    { port: 15021, nodePort: 30001 },
    { port: 80, nodePort: 30080 },
  ],
};
const balanced = (entry: object) => ({ spec, status: { loadBalancer: { ingress: [entry] } } });

describe("the address of an ingress gateway", () => {
  it("is its load balancer's, by address or name", () => {
    expect(ingressAddress(balanced({ ip: "203.0.113.7" }), 80, "api")).to.equal(
      "http://203.0.113.7",
    );
    expect(ingressAddress(balanced({ hostname: "lb.example" }), 8080, "api")).to.equal(
      "http://lb.example:8080",
    );
    expect(ingressAddress(balanced({ ip: "2001:db8::7" }), 80, "api")).to.equal(
      "http://[2001:db8::7]",
    );
  });

  it("is the node port on the API server's host where there is no load balancer", () => {
    expect(ingressAddress({ spec }, 80, "127.0.0.1")).to.equal("http://127.0.0.1:30080");
    const pending = { spec, status: { loadBalancer: { ingress: [] } } };
    expect(ingressAddress(pending, 80, "[::1]")).to.equal("http://[::1]:30080");
  });

  it("is none where there is neither", () => {
    expect(ingressAddress({ spec }, 443, "127.0.0.1")).to.equal(undefined);
    expect(ingressAddress({}, 80, "127.0.0.1")).to.equal(undefined);
  });
});
