// What `gray diff` says of limits and of settings that no object shows.
import { expect } from "chai";
import { stringify } from "yaml";
import type { Comparison } from "../../../model/diff/compare";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

/** A stack of helloworld with limits, in a cluster. */
function stack(limits: object | undefined, cluster: object = { name: "west", context: "a" }) {
  return stringify({
    config: {
      "gray-release:release": "helloworld",
      "gray-release:hosts": ["hello.example"],
      "gray-release:clusters": [cluster],
      "gray-release:weights": { helloworld: { v1: 90, v2: 10 } },
      ...(limits && { "gray-release:limits": limits }),
    },
  });
}

describe("gray diff of settings", () => {
  let [base, here]: Folder[] = [];
  beforeEach(() => ([base, here] = [new Folder(), new Folder()]));
  afterEach(() => [base, here].forEach((one) => one?.remove()));

  const diff = async (before: string, after: string) => {
    base!.write("Pulumi.dev.yaml", before);
    here!.write("Pulumi.dev.yaml", after);
    const args = ["diff", "--base", base!.path];
    const { code, stdout } = await gray(here!.path, ...args);
    const json = await gray(here!.path, ...args, "-o", "json");
    const [one] = (JSON.parse(json.stdout) as Comparison).stacks;
    return { code, stdout, marks: (one?.risks ?? []).map(({ level, what }) => `${level} ${what}`) };
  };

  it("has what the file alone breaks at its top, and not in a table at its end", async () => {
    const broken = stack({ readyPods: 2, hosts: ["shop.example"] });
    for (const before of [stack(undefined), broken]) {
      const { code, stdout } = await diff(before, broken);
      expect(code).to.equal(1);
      const [top = ""] = stdout.split("### ");
      expect(top).to.match(/^🛑 \*\*Forbidden in `dev`\*\* \(GR402,/m);
      expect(top).to.match(/^🛑 \*\*Forbidden in `dev`\*\* \(GR403,/m);
      expect(stdout).to.not.match(/\| error \|/);
    }
  });

  for (const [what, before, after, mark] of [
    ["goes", { step: 20 }, undefined, /^high A limit goes: limits.step is 20 => not set/],
    ["goes by false", { strictMtls: true }, { strictMtls: false }, /^high A limit goes/],
    [
      "gets looser",
      { step: 20 },
      { step: 50 },
      /^high A limit gets looser: limits.step is 20 => 50/,
    ],
    ["allows more", { hosts: ["hello.example"] }, { hosts: ["*"] }, /^high A limit gets looser/],
    [
      "freezes less",
      { freeze: [{ days: ["sun"] }] },
      { freeze: [{ days: ["sat"] }] },
      /^high .* looser/,
    ],
    ["gets stricter", { step: 20 }, { step: 10 }, /^medium A limit gets stricter/],
    ["is new", undefined, { step: 20 }, /^medium A new limit: limits.step is not set => 20/],
  ] as const)
    it(`marks a limit that ${what}`, async () => {
      const { marks, stdout } = await diff(stack(before), stack(after));
      expect(marks).to.have.length(1);
      expect(marks[0]).to.match(mark);
      expect(stdout)
        .to.include("no request goes to another version")
        .and.not.include("Nothing changes");
    });

  it("marks another way to a cluster", async () => {
    const to = (cluster: object) => stack(undefined, cluster);
    const ways = await diff(to({ name: "west", context: "a" }), to({ name: "west", context: "b" }));
    expect(ways.marks).to.have.length(1);
    expect(ways.marks[0]).to.match(
      /^high The way to west is another one: context "a" => context "b"/,
    );
    const file = await diff(
      to({ name: "west", kubeconfig: "a.yaml" }),
      to({ name: "west", kubeconfig: "b.yaml" }),
    );
    expect(file.marks[0]).to.include('kubeconfig "a.yaml" => kubeconfig "b.yaml"');
  });

  it("marks another name of the same place", async () => {
    const renamed = await diff(stack(undefined), stack(undefined, { name: "east", context: "a" }));
    expect(renamed.marks.join("\n")).to.match(/^high east is where west was \(context "a"\)/m);
  });

  it("marks nothing where nothing changes", async () => {
    const same = stack({ step: 20, freeze: [{ days: ["sun"] }] });
    expect((await diff(same, same)).stdout).to.include("Nothing changes in `dev`");
  });
});
