import { expect } from "chai";
import { readAnswer } from "../../../operations/prometheus/answer";
import { boundTexts, selector } from "../../../operations/prometheus/promql";

const told = (text: string | object, wholeOnly?: boolean) => {
  try {
    const read = readAnswer(typeof text === "string" ? text : JSON.stringify(text), wholeOnly);
    return read.kind === "vector" ? { ...read, samples: [...read.samples] } : read;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("the answer of a metrics server", () => {
  const vector = (...result: object[]) => ({ resultType: "vector", result });
  const success = (data: object, more: object = {}) => ({ status: "success", data, ...more });

  it("gives numbers, also those that JSON does not have", () => {
    const result = ["1.5", "NaN", "+Inf", "-Inf", "1e+06"].map((value) => ({
      metric: { a: value },
      value: [0, value],
    }));
    expect(told(success(vector(...result)))).to.deep.equal({
      kind: "vector",
      samples: [1.5, NaN, Infinity, -Infinity, 1e6].map((value, i) => ({
        labels: { a: result[i]!.value[1] },
        value,
      })),
    });
    expect(told(success({ resultType: "scalar", result: [0, "2"] }))).to.deep.equal({
      ...{ kind: "scalar", value: 2 },
    });
  });

  it("has all series of a long answer once, whatever their labels say", () => {
    const odd = [',{"metric":', '"result":[{"metric":', '}],"value":[', "\\"];
    const samples = Array.from({ length: 3000 }, (_, i) => ({
      labels: { __name__: "a", path: `${odd[i % odd.length]}${i}` },
      value: i,
    }));
    const result = samples.map(({ labels, value }) => ({ metric: labels, value: [0, `${value}`] }));
    const read = { kind: "vector", samples };
    expect(told(success(vector(...result), { warnings: odd }))).to.deep.equal(read);
    const spaced = JSON.stringify(success(vector(...result)), null, 1);
    expect(told(spaced)).to.deep.equal(read);
    const text = JSON.stringify(success(vector(...result)));
    const broken = text.slice(0, 90_000) + text.slice(90_001);
    expect(told(broken), "a letter is missing").to.not.deep.equal(read);
    expect(told(text.slice(0, -9))).to.match(/^it answers no JSON/);
  });

  it("leaves native histograms out", () => {
    const histogram = { metric: {}, histogram: [0, { count: "1" }] };
    expect(told(success(vector(histogram)))).to.deep.equal({ kind: "vector", samples: [] });
  });

  it("is none where it is no JSON, or none of the API", () => {
    expect(told("<html>\n<title>Sign in</title>")).to.equal(
      "it answers no JSON of a metrics server: <html> <title>Sign in</title>",
    );
    expect(told("")).to.equal("it answers no JSON of a metrics server: nothing");
    expect(told("17")).to.match(/no JSON of a metrics server/);
    expect(told({ status: "error", error: `a\u001b[0m${"b".repeat(900)}` })).to.match(
      /^it refuses the query: a \[0mb{190,200}…$/,
    );
    expect(told(success({ resultType: "matrix", result: [] }))).to.equal(
      "it answers matrix, and neither a vector nor a scalar",
    );
    expect(told({ status: "success" })).to.match(/^it answers undefined/);
  });

  it("is none where a part of the data is missing, unless somebody takes it as it is", () => {
    const warned = success(vector(), { warnings: ["No StoreAPIs matched for this query"] });
    expect(told(warned)).to.equal(
      "a part of its data is missing: No StoreAPIs matched for this query",
    );
    expect(told(success(vector(), { isPartial: true }))).to.match(/^a part of its data is missing/);
    expect(told(warned, false)).to.deep.equal({ kind: "vector", samples: [] });
    const other = success(vector(), { warnings: ['metric might not be a counter: "a"'] });
    expect(told(other)).to.deep.equal({ kind: "vector", samples: [] });
  });
});

describe("a query", () => {
  it("has values that end no text and no expression", () => {
    const written = selector("a", {
      b: { is: 'x"}\\\n' },
      c: { oneOf: ["v1.2", "v2|.*", "v1.2"] },
      d: { oneOf: ["v1.2"] },
      e: { unlike: "5.." },
    });
    expect(written).to.equal(String.raw`a{b="x\"}\\\n",c=~"v1\\.2|v2\\|\\.\\*",d="v1.2",e!~"5.."}`);
  });

  it("knows the texts of a bound, as proxies and servers write them", () => {
    expect(boundTexts(250)).to.include.members(["250", "250.0"]);
    expect(boundTexts(0.5)).to.include("0.5");
    expect(boundTexts(3_600_000)).to.include.members(["3600000", "3.6e+06"]);
    expect(boundTexts(Infinity)).to.deep.equal(["+Inf"]);
  });
});
