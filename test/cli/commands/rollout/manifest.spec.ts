// `gray rollout manifest`: the CronJob that it prints.
import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { Folder } from "../../../support/folder";
import { gray } from "../../../support/gray-in-process";

const stack = `config:
  gray-release:release: helloworld
  gray-release:clusters: [{ name: west }]
`;

describe("gray rollout manifest", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.prod.yaml", stack);
  });
  after(() => folder.remove());

  const manifest = (...args: string[]) =>
    gray(folder.path, "rollout", "manifest", "-s", "prod", ...args);
  const image = "registry.example.com/shop:1.4";

  it("prints a service account and a CronJob that runs tick, one at a time", async () => {
    const { code, stdout } = await manifest("--image", image, "--schedule", "*/5 * * * *");
    expect(code).to.equal(0);
    const [account, job] = parseAllDocuments(stdout).map((one) => one.toJS() as object);
    expect(account).to.deep.equal({
      ...{ apiVersion: "v1", kind: "ServiceAccount" },
      metadata: { namespace: "gray-demo", name: "gray-release" },
    });
    expect(job).to.nested.include({
      kind: "CronJob",
      "metadata.namespace": "gray-demo",
      "metadata.name": "gray-release-rollout-helloworld",
      "spec.schedule": "*/5 * * * *",
      "spec.concurrencyPolicy": "Forbid",
      "spec.jobTemplate.spec.backoffLimit": 0,
      "spec.jobTemplate.spec.template.spec.serviceAccountName": "gray-release",
      "spec.jobTemplate.spec.template.spec.containers[0].image": image,
      "spec.jobTemplate.spec.template.spec.containers[0].command[2]":
        'npx gray rollout tick -s "$STACK" || test $? -eq 1',
      "spec.jobTemplate.spec.template.spec.containers[0].env[0].value": "prod",
    });
  });

  it("takes another service account, and puts the CronJob beside it", async () => {
    const { stdout } = await manifest("--image", image, "-a", "ops/releaser");
    const job = parseAllDocuments(stdout)[1]?.toJS() as object;
    expect(job).to.nested.include({
      "metadata.namespace": "ops",
      "spec.jobTemplate.spec.template.spec.serviceAccountName": "releaser",
    });
  });

  it("ends with 2 without an image, and for a schedule that cron does not have", async () => {
    expect((await manifest()).stderr).to.equal(
      "gray rollout manifest: name the image: --image <image>, one with this project in it\n",
    );
    const { code, stderr } = await manifest("--image", image, "--schedule", "hourly");
    expect([code, stderr]).to.deep.equal([
      2,
      'gray rollout manifest: --schedule "hourly": give it as cron has it, such as "*/5 * * * *"\n',
    ]);
  });
});
