// The pack as a process, started as pulumi-analyzer-policy starts it (pulumi/pulumi, sdk/nodejs/dist) and asked as the
// engine asks it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { stackResources } from "./support";

const folder = resolve("policy");
const requireInPack = createRequire(resolve(folder, "index.cjs"));
const { advisory, mandatory } = {
  advisory: messages.EnforcementLevel.ADVISORY,
  mandatory: messages.EnforcementLevel.MANDATORY,
};

describe("the process of the policy pack", () => {
  let child: ChildProcess;
  let client: AnalyzerClient;

  before(async () => {
    const runner = requireInPack.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    // In the folder of a program, whose tsconfig the runner takes: this one allows JavaScript.
    child = spawn(process.execPath, [runner, "127.0.0.1:1", folder], { cwd: resolve(".") });
    const [port] = (await once(child.stdout!, "data")) as [Buffer];
    const address = `127.0.0.1:${port.toString().trim()}`;
    client = new AnalyzerClient(address, credentials.createInsecure());
  });

  after(() => {
    client.close();
    child.kill();
  });

  async function configure(policy: string, values: object, level: messages.EnforcementLevel) {
    const config = new messages.PolicyConfig();
    config.setProperties(struct(values));
    config.setEnforcementlevel(level);
    const request = new messages.ConfigureAnalyzerRequest();
    request.getPolicyconfigMap().set(policy, config);
    await new Promise((done, fail) => client.configure(request, answer(done, fail)));
  }

  function analyze(
    request: messages.AnalyzeRequest,
    object: object = gateway,
  ): Promise<messages.AnalyzeResponse> {
    request.setType("kubernetes:networking.istio.io/v1:Gateway");
    request.setProperties(struct(object));
    return new Promise((done, fail) => client.analyze(request, answer(done, fail)));
  }

  async function diagnostics(policy: string, object?: object) {
    const request = new messages.AnalyzeRequest();
    request.setOptions(options());
    const response = await analyze(request, object);
    return response.getDiagnosticsList().filter((one) => one.getPolicyname() === policy);
  }

  it("stops what breaks a rule with the values and at the level of its config", async () => {
    for (const level of [mandatory, advisory]) {
      await configure("allowed-hosts", { hosts: ["shop.example.com"] }, level);
      const found = await diagnostics("allowed-hosts");
      expect(found.map((one) => one.getEnforcementlevel())).to.deep.equal([level]);
      expect(found[0]?.getMessage())
        .to.contain("Gateway shop/own: spec.servers[0].hosts[1]  [GR403]")
        .and.contain("fix:     serve a host name that shop.example.com covers");
    }
    await configure("allowed-hosts", { hosts: ["*.example.com"] }, mandatory);
    expect(await diagnostics("allowed-hosts")).to.deep.equal([]);
  });

  it("counts the pods of a stack", async () => {
    const resources = stackResources({ versions: { web: { v2: { replicas: 1 } } } });
    const request = new messages.AnalyzeStackRequest();
    request.setResourcesList(
      resources.map(({ type, urn, name, props }) => {
        const resource = new messages.AnalyzerResource();
        resource.setType(type).setUrn(urn).setName(name).setProperties(struct(props));
        return resource.setOptions(options());
      }),
    );
    const broken = async (pods: number) => {
      await configure("ready-pods", { pods }, mandatory);
      const response = await new Promise<messages.AnalyzeResponse>((done, fail) =>
        client.analyzeStack(request, answer(done, fail)),
      );
      return response.getDiagnosticsList().map((one) => `${one.getUrn()} ${one.getMessage()}`);
    };
    expect(await broken(2)).to.deep.equal([]);
    const [found, ...more] = await broken(3);
    expect(more).to.deep.equal([]);
    expect(found)
      .to.match(/^urn:west:Deployment:web-v2 /)
      .and.contain("Deployment shop/web-v2  [GR402]");
  });

  it("warns where the engine does not know a value yet", async () => {
    const spec = { servers: [{ hosts: [unknownValue] }] };
    const found = await diagnostics("no-wildcard-hosts", { ...gateway, spec });
    expect(found.map((one) => one.getEnforcementlevel())).to.deep.equal([advisory]);
    expect(found[0]?.getMessage()).to.contain("can't run policy 'no-wildcard-hosts'");
  });

  it("tells the error of a request that it can't read, with its place", async () => {
    const error: unknown = await analyze(new messages.AnalyzeRequest()).catch(
      (one: unknown) => one,
    );
    expect((error as ServiceError).details)
      .to.contain("Error validating resource with policy 'allowed-hosts'")
      .and.match(/at \S+ \(.+server\.js/);
  });

  it("has the version of the package", () => {
    const { version } = requireInPack("./package.json") as { version: string };
    expect(requireInPack("../package.json")).to.include({ version });
  });
});

const gateway = {
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { name: "own", namespace: "shop" },
  spec: { servers: [{ hosts: ["shop.example.com", "old.example.com"] }] },
};

/** Stands for a value that a preview does not know (UnknownStringValue in pulumi/pulumi, sdk/go/common/resource/plugin). */
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Without them a pack takes the engine for one that is too old. */
function options(): messages.AnalyzerResourceOptions {
  const timeouts = new messages.AnalyzerResourceOptions.CustomTimeouts();
  return new messages.AnalyzerResourceOptions().setCustomtimeouts(timeouts);
}

function struct(value: object): Struct {
  return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}

/** The callback of a call. */
function answer<T>(done: (value: T) => void, fail: (error: Error) => void) {
  return (error: ServiceError | null, value: T) => (error ? fail(error) : done(value));
}
