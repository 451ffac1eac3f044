import { expect } from "chai";
import { requestsIn } from "../../../lab/control-plane/audit";

const event = (username: string, verb: string, more: object): string =>
  `${JSON.stringify({ user: { username }, verb, requestURI: "/x?a=1", ...more })}\n`;

const allow = { annotations: { "authorization.k8s.io/decision": "allow" } };
const forbid = { annotations: { "authorization.k8s.io/decision": "forbid" } };

describe("an audit log", () => {
  const pods = { resource: "pods", namespace: "shop", apiVersion: "v1" };
  const forward = { ...pods, subresource: "portforward", name: "a" };
  const routes = {
    resource: "virtualservices",
    apiGroup: "networking.istio.io",
    namespace: "shop",
  };
  const log =
    event("ann", "list", { objectRef: pods, ...allow }) +
    event("ann", "list", { objectRef: pods, ...allow }) +
    event("bob", "delete", { objectRef: pods, ...allow }) +
    event("ann", "create", { objectRef: forward, ...forbid }) +
    event("ann", "patch", { objectRef: { ...routes, name: "r" }, ...allow }) +
    event("ann", "get", allow);

  it("gives each request of one user once, in RBAC's terms", () => {
    const core = { user: "ann", apiGroup: "", subresource: "", namespace: "shop", name: "" };
    expect(requestsIn(log, "ann")).to.deep.equal([
      { ...core, verb: "list", resource: "pods", allowed: true },
      {
        ...core,
        verb: "create",
        resource: "pods",
        subresource: "portforward",
        name: "a",
        allowed: false,
      },
      {
        ...core,
        verb: "patch",
        apiGroup: "networking.istio.io",
        resource: "virtualservices",
        name: "r",
        allowed: true,
      },
      { ...core, verb: "get", resource: "", namespace: "", path: "/x", allowed: true },
    ]);
  });

  it("may end in a line that is still being written", () => {
    expect(requestsIn(`${log}{"user":{"user`, "bob")).to.have.length(1);
    expect(requestsIn("", "bob")).to.deep.equal([]);
  });
});
