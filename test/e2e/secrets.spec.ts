import { readFileSync } from "node:fs";
import { expect } from "chai";
import { cluster } from "./support/lab";
import { Project } from "./support/project";

describe("a kubeconfig that is a secret of the stack", () => {
  let project: Project;
  let logs = "";

  before(async () => {
    project = new Project();
    await project.init("dev");
    const clusters = ["west", "east"] as const;
    for (const [i, name] of clusters.entries()) {
      project.edit("dev", ["gray-release:clusters", i, "kubeconfig"], undefined);
      const kubeconfig = readFileSync(cluster(name).kubeconfig, "utf8");
      const key = `gray-release:kubeconfig-${name}`;
      await project.run("config", "set", "--secret", "--stack", "dev", key, kubeconfig);
    }
    logs += (await project.run("preview", "--diff", "--stack", "dev")).output;
    const verbose = ["--logtostderr", "-v=3"];
    logs += (await project.run("up", "--yes", "--diff", "--stack", "dev", ...verbose)).output;
    logs += JSON.stringify(await project.outputs("dev"));
  });

  after(async () => {
    await project.run("destroy", "--yes", "--skip-preview", "--stack", "dev");
    project.remove();
  });

  it("reaches the clusters", async () => {
    const { phase } = await project.outputs("dev");
    expect(phase).to.equal("gray");
  });

  for (const name of ["west", "east"] as const)
    it(`shows nothing of ${name}'s credentials in state, outputs or logs`, () => {
      const secret = credentials(name);
      expect(secret).to.have.length.greaterThan(8);
      expect(logs).to.contain("helloworld-west-helloworld-virtualservice");
      expect(project.state("dev")).to.contain("ciphertext");
      expect(logs.includes(secret), "in outputs or logs").to.equal(false);
      expect(project.state("dev").includes(secret), "in the state").to.equal(false);
    });
});

function credentials(name: "west" | "east"): string {
  return /"token": "([^"]+)"/.exec(readFileSync(cluster(name).kubeconfig, "utf8"))?.[1] ?? "";
}
