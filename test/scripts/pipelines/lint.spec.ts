import { expect } from "chai";
import { gitLabMistakes, withInputs } from "../../../scripts/pipelines/gitlab";
import { groovyMistakes, parseJenkinsfile } from "../../../scripts/pipelines/jenkins";

const header =
  "spec:\n  inputs: { stacks: { type: array }, when: { default: manual, options: [manual] } }\n---\n";

describe("the inputs of a file of GitLab", () => {
  it("keep their type where a text is one input, and are text in a longer one", () => {
    const text = `${header}a:\n  matrix: $[[ inputs.stacks ]]\n  words: when $[[ inputs.when ]]\n`;
    expect(withInputs(text, { stacks: ["dev"] }).pipeline).to.deep.equal({
      a: { matrix: ["dev"], words: "when manual" },
    });
  });

  it("are refused where one is missing or no option", () => {
    const text = `${header}a: $[[ inputs.stacks ]]\nb: $[[ inputs.when ]]\n`;
    expect(() => withInputs(text, {})).to.throw("the input stacks has no value");
    expect(() => withInputs(text, { stacks: [], when: "never" })).to.throw("when: not an option");
  });
});

describe("the lint of pipelines", () => {
  it("names the place that the schema of GitLab refuses", () => {
    const schema = { properties: { a: { properties: { script: { type: "array" } } } } };
    const file = withInputs(`${header}a: { script: 1 }`, {});
    expect(gitLabMistakes(file, schema)).to.deep.equal([".a.script should be array"]);
  });

  it("names the line at which a Jenkinsfile is no Groovy", async () => {
    const good = "pipeline {\n  agent any\n}\n";
    expect(groovyMistakes(await parseJenkinsfile(good))).to.deep.equal([]);
    const [mistake] = groovyMistakes(await parseJenkinsfile(`${good}def a( {\n`));
    expect(mistake).to.match(/^line 4: no Groovy at/);
  });
});
