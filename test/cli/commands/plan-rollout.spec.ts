// `gray plan` where a rollout is declared: the whole sequence, offline.
import { expect } from "chai";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

const plain = `config:
  gray-release:release: helloworld
  gray-release:clusters:
    - name: west
    - name: east
  gray-release:weights: { helloworld: { v1: 0, v2: 100 } }
`;
const steps =
  "  gray-release:rollout: { steps: [{ setWeight: 5 }, { pause: { duration: 10m } }] }\n";

describe("gray plan of a rollout", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.dev.yaml", `${plain}${steps}  gray-release:stable: { helloworld: v1 }\n`);
    folder.write("Pulumi.plain.yaml", plain);
    folder.write(
      "Pulumi.measured.yaml",
      plain +
        "  gray-release:rollout: { steps: [{ setWeight: 5 }, { analysis: {} }], analysis: { latency: false } }\n" +
        "  gray-release:prometheus: { url: https://metrics.example.com }\n",
    );
    folder.write(
      "Pulumi.split.yaml",
      `${plain.replace("v1: 0, v2: 100", "v1: 50, v2: 50")}${steps}`,
    );
  });
  after(() => folder.remove());

  const plan = (...args: string[]) => gray(folder.path, "plan", ...args);

  const sequence = `\
Rollout of helloworld: 3 steps, 1 wave, 10m of pauses and soaks
  helloworld: v1 100 % -> v2 100 %

wave 1: west and east
  1  set weight 5 %  helloworld v1 95 %, v2 5 %
  2  pause for 10m
  3  set the goal    helloworld v2 100 %
`;

  it("prints the sequence from the stable version, alone and in the comments above the objects", async () => {
    expect((await plan("-o", "rollout")).stdout).to.equal(sequence);
    const { stdout } = await plan();
    expect(stdout).to.contain(
      `\n#\n${sequence
        .trimEnd()
        .replace(/^(?=.)/gm, "# ")
        .replace(/^$/gm, "#")}\n\n---\n`,
    );
  });

  it("begins where --from says", async () => {
    const { stdout } = await plan("-o", "rollout", "--from", "v1=50,v2=50");
    expect(stdout).to.contain("  1  set weight 5 %  helloworld v1 48 %, v2 52 %\n");
    const wrong = await plan("--from", "v1=50");
    expect([wrong.code, wrong.stderr]).to.deep.equal([
      ...[2, "gray plan: --from v1=50: the weights add up to 50, not to 100\n"],
    ]);
  });

  it("has it in JSON, with start, goal, moves and times", async () => {
    const json = JSON.parse((await plan("-o", "json")).stdout) as {
      $rollout: { seconds: number; start: object; steps: object[] };
    };
    const { seconds, start, steps: all } = json.$rollout;
    expect(seconds).to.equal(600);
    expect(start).to.deep.equal({
      west: { services: { helloworld: { v1: 100 } }, lanes: {} },
      east: { services: { helloworld: { v1: 100 } }, lanes: {} },
    });
    const move = {
      ...{ kind: "weights", service: "helloworld", from: { v1: 100 }, to: { v1: 95, v2: 5 } },
    };
    expect(all[0]).to.deep.equal({
      ...{ number: 1, wave: 1, declared: 1, kind: "weights", what: "set weight 5 %" },
      ...{ clusters: ["west", "east"], services: ["helloworld"], seconds: 0 },
      moves: { west: [move], east: [move] },
      analysis: null,
    });
  });

  it("has analyses in JSON with their defaults, and how often a good version goes back", async () => {
    const { stdout } = await plan("-s", "measured", "-o", "json");
    const { $rollout } = JSON.parse(stdout) as {
      $rollout: { analyses: number; falseAlarms: object; background: object; steps: object[] };
    };
    const { analyses, falseAlarms, background, steps: all } = $rollout;
    expect([analyses, falseAlarms]).to.deep.equal([1, { percent: 3, comparisons: 3 }]);
    expect(background).to.deep.include({ name: "background", intervalSeconds: 30 });
    expect(all[1]).to.deep.nested.include({
      ...{ kind: "analysis", "analysis.name": "analysis-2", "analysis.deadlineSeconds": 3600 },
      "analysis.errors": { objective: 0, margin: 1 },
    });
  });

  it("prints the objects where the start is not known, and says what to do", async () => {
    const unknown =
      "the config names no stable version of helloworld, so the start is not known. " +
      "Fix: say where it begins, such as --from helloworld:v1=100, or set `stable`";
    const all = await plan("-s", "split");
    expect(all.code, all.stderr).to.equal(0);
    expect(all.stdout).to.contain(`\n# The rollout: ${unknown}\n\n---\n`);
    const json = JSON.parse((await plan("-s", "split", "-o", "json")).stdout) as object;
    expect(json).to.deep.include({ $rollout: { unknown } });
    const asked = await plan("-s", "split", "-o", "rollout");
    expect([asked.code, asked.stderr]).to.deep.equal([2, `gray plan: ${unknown}\n`]);
  });

  it("says nothing of rollouts where none is declared, and ends with 2 where one is asked for", async () => {
    expect((await plan("-s", "plain")).stdout).not.to.match(/rollout/i);
    expect((await plan("-s", "plain", "-o", "json")).stdout).not.to.match(/rollout/i);
    const { code, stderr } = await plan("-s", "plain", "-o", "rollout");
    expect([code, stderr]).to.deep.equal([
      ...[2, "gray plan: the stack declares no rollout: its key `rollout` has the steps\n"],
    ]);
  });
});
