import { expect } from "chai";
import { branches, type TrafficArgs } from "../../../model/routes/branches";

const route = (name: string) => ({ name, match: { method: { exact: "PUT" } }, to: "v2" }) as const;
const args: TrafficArgs = {
  service: "cart",
  defaultRoute: "http-80",
  versions: ["v1", "v2"],
  weights: { v1: 100 },
  routes: [route("declared")],
  managed: [route("set-by-a-step")],
};
const namesOf = (more: Partial<TrafficArgs> = {}) =>
  branches({ ...args, ...more }).map(({ name }) => name);

describe("the routes that a rollout has set", () => {
  it("come before the declared ones, whose matches may take their requests", () => {
    expect(namesOf()).to.deep.equal(["set-by-a-step", "declared", "http-80"]);
  });

  it("come after the calls that keep their version", () => {
    expect(namesOf({ follows: [{ service: "web", versions: ["v1"] }] })).to.deep.equal([
      "declared",
      "follow-web-v1",
      "set-by-a-step",
      "http-80",
    ]);
  });

  it("leave the places of declared ones in messages as they are", () => {
    const found = branches(args).map(({ name, origin }) => [name, origin]);
    expect(found.slice(0, 2)).to.deep.equal([
      ["set-by-a-step", ["rollout"]],
      ["declared", ["services", "cart", "routes", 0]],
    ]);
  });
});
