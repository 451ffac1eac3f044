import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { AbortStack } from "../../support/abort-stack";

describe("gray abort while a cluster is away", function () {
  let stack: AbortStack;

  beforeEach(async () => {
    stack = await AbortStack.start();
  });

  afterEach(() => stack.stop());

  /** Lets `east` be a cluster that can't be opened. */
  const eastHas = (more: object) => {
    const text = parse(readFileSync(stack.file, "utf8")) as { config: Record<string, unknown> };
    const [first] = text.config["gray-release:clusters"] as object[];
    text.config["gray-release:clusters"] = [first, { name: "east", ...more }];
    writeFileSync(stack.file, stringify(text));
  };

  /** A kubeconfig whose user has a credential plugin that is this shell script. */
  const plugin = (script: string) => {
    stack.script("plugin", script);
    const config = parse(stack.clusters.api("east").kubeconfig()) as {
      clusters: { cluster: { server: string } }[];
      users: object[];
      contexts: { name: string; context: { user: string } }[];
    };
    const apiVersion = "client.authentication.k8s.io/v1";
    const exec = { apiVersion, command: join(stack.folder, "plugin"), interactiveMode: "Never" };
    config.users = [{ name: config.contexts[0]!.context.user, user: { exec } }];
    // Over plain HTTP no credentials are asked for.
    for (const { cluster } of config.clusters)
      cluster.server = cluster.server.replace("http:", "https:");
    writeFileSync(join(stack.folder, "east.kubeconfig"), stringify(config));
  };

  const away: Readonly<Record<string, Away>> = {
    "its kubeconfig is missing": {
      make: () => rmSync(join(stack.folder, "east.kubeconfig")),
      says: /east: NOT DONE, gray-release:clusters\[1\]\.kubeconfig is "east\.kubeconfig": .*\[GR016\].*Fix: /,
    },
    "its context is missing": {
      make: () => eastHas({ kubeconfig: "east.kubeconfig", context: "nowhere" }),
      says: /east: NOT DONE, gray-release:clusters\[1\]\.context is an unknown context "nowhere" \[GR017\]/,
    },
    "its plugin fails": {
      make: () => plugin("echo log in first >&2; exit 3"),
      says: /east: NOT DONE, the credential plugin \S+ failed \(3\): log in first/,
    },
    "its plugin hangs": {
      make: () => plugin("sleep 60"),
      says: /east: NOT DONE, the credential plugin \S+ gave no credentials within 10 s/,
      isSlow: true,
    },
    "its API server refuses the credentials": {
      make: () => stack.clusters.api("east").fault({ kind: 401 }),
      says: /east: NOT DONE, the kubeconfig's credentials are not accepted \(401\)/,
    },
    "its API server is frozen": {
      make: () => stack.clusters.api("east").fault({ kind: "stall" }),
      says: /east: NOT DONE, no answer within 5 s/,
      isSlow: true,
    },
    "its subset is missing": {
      make: () =>
        stack.clusters
          .api("east")
          .delete("/apis/networking.istio.io/v1/namespaces/shop/destinationrules/web-v1"),
      says: /east: web NOT DONE, this cluster has no subset of web v1/,
    },
  };
  for (const [what, { make, says, isSlow }] of Object.entries(away))
    it(`writes the other cluster where ${what}, names that one, and ends with 2`, async () => {
      make();
      const { code, output } = await stack.run();
      expect(code, output).to.equal(2);
      const lines = output.split("\n").slice(0, 2);
      // What takes its time is told last; what fails at once may be told first.
      if (!isSlow) lines.sort().reverse();
      expect(lines[0]).to.match(/^ {2}west: wrote shop\/web; /);
      expect(lines[1]).to.match(says);
      expect(output).to.contain("Not done in east.");
      expect(output).to.contain("The state was not updated, because the abort is not complete.");
      expect(stack.shares("west")).to.deep.equal([1]);
      expect(readFileSync(stack.file, "utf8")).to.match(/weights:\s+(\{ ?)?v1: 100/);
      expect(() => stack.calls()).to.throw("ENOENT");
    });

  it("leaves file and state as they are where it reaches no cluster, though the file names the stable version", async () => {
    const text = parse(readFileSync(stack.file, "utf8")) as { config: Record<string, unknown> };
    text.config["gray-release:stable"] = { web: "v1" };
    writeFileSync(stack.file, stringify(text));
    const before = readFileSync(stack.file, "utf8");
    for (const name of ["west", "east"]) await stack.clusters.api(name).refuse();
    const { code, output } = await stack.run();
    expect(code, output).to.equal(2);
    expect(output).to.match(
      /\nNot done in west and east\..*\n.* stay as they are: no cluster was reached\.\n$/,
    );
    expect(readFileSync(stack.file, "utf8")).to.equal(before);
    expect(() => stack.calls()).to.throw("ENOENT");
  });

  it("neither asks nor names as open a cluster that is left out by name, and records without it", async () => {
    rmSync(join(stack.folder, "east.kubeconfig"));
    stack.note("west", "v2");
    const { code, output } = await stack.run("--to", "v1", "--without", "east");
    expect(code, output).to.equal(0);
    expect(output).to.not.contain("could not note");
    expect(output).to.match(/^ {2}west: wrote shop\/web; /);
    expect(output).to.contain("\nLeft out: east. Its routes stay as they are.\n");
    expect(output).to.contain(
      "Recording it in the stack's state: npx gray up --without east -s dev\n" +
        "File, state and the clusters that answer agree. east keeps its routes until: pulumi up -s dev\n",
    );
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [2]]);
    expect(stack.clusters.api("east").requests).to.deep.equal([]);
    expect(stack.calls()).to.deep.equal(["stack", "preview", "up"]);
  });

  it("leaves out no cluster that the stack does not have, and writes nothing then", async () => {
    const { code, output } = await stack.run("--without", "north");
    expect(code, output).to.equal(2);
    expect(output).to.contain("--without: the stack has no cluster north; it has west and east");
    expect(stack.shares("west")).to.deep.equal([2]);
  });

  it("finishes with a second run what was open, and records it", async () => {
    const heal = stack.clusters.api("east").fault({ kind: 500 });
    expect((await stack.run()).code).to.equal(2);
    heal();
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect(output).to.match(/^ {2}east: wrote shop\/web; .*\nAll traffic of web to v1\.\n/);
    expect([stack.shares("west"), stack.shares("east")]).to.deep.equal([[1], [1]]);
    expect(stack.calls()).to.deep.equal(["preview", "up"]);
  });

  it("records with a second run what the first one did with --no-record", async () => {
    expect((await stack.run("--no-record")).code).to.equal(0);
    const { code, output } = await stack.run();
    expect(code, output).to.equal(0);
    expect(output).to.contain("File, state and clusters agree.");
    expect(stack.calls()).to.deep.equal(["preview", "up"]);
  });

  it("names the whole command line that finishes it", async () => {
    await stack.clusters.api("east").refuse();
    const { output } = await stack.run("--to", "web=v1", "--force", "--no-record");
    expect(output).to.contain("finish it: npx gray abort -s dev --to web=v1 --force --no-record\n");
    const { output: without } = await stack.run("--without", "west", "--no-record");
    expect(without).to.contain("finish it: npx gray abort -s dev --no-record --without west\n");
  });
});

/** A cluster that is away, and its line. */
interface Away {
  readonly make: () => void;
  readonly says: RegExp;
  readonly isSlow?: boolean;
}
