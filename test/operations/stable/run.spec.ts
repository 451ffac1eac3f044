import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import type { MissingNote } from "../../../operations/stable/decide";
import { noteKey } from "../../../operations/stable/note";
import { writeNotes } from "../../../operations/stable/run";
import { Lines } from "../../support/ports";
import { cartRoute } from "../../support/releases";

const note = (cluster: string): MissingNote => ({
  cluster,
  service: "cart",
  route: { name: "cart", namespace: "shop" },
  version: "v1",
});

describe("writing notes", () => {
  let api: FakeApiServer;
  let lines: Lines;

  beforeEach(async () => {
    api = await FakeApiServer.start({ objects: [cartRoute({ v1: 100 })] });
    lines = new Lines();
  });

  afterEach(() => api.stop());

  const write = (...missing: MissingNote[]) =>
    writeNotes(missing, (cluster) => (cluster === "west" ? api.client() : undefined), lines);

  it("is one merge patch of the annotation each, under a field manager of their own", async () => {
    expect(await write(note("west"))).to.deep.equal([note("west")]);
    const [request, ...others] = api.asked({ method: "PATCH" });
    expect(others).to.deep.equal([]);
    expect(request).to.deep.include({
      method: "PATCH",
      contentType: "application/merge-patch+json",
      query: { fieldManager: "gray-release-stable" },
      body: { metadata: { annotations: { [noteKey]: "v1" } } },
    });
    expect(lines.warnings).to.deep.equal([]);
  });

  it("notes nothing where another writer gave the traffic to other versions, or deleted the routes", async () => {
    api.put(cartRoute({ v1: 90, v2: 10 }));
    expect(await write(note("west"))).to.deep.equal([]);
    api.put(cartRoute({ v2: 100 }));
    expect(await write(note("west"))).to.deep.equal([]);
    api.delete(cartRoute({ v2: 100 }));
    expect(await write(note("west"))).to.deep.equal([]);
    expect(api.asked({ method: "PATCH" })).to.deep.equal([]);
    expect(lines.warnings).to.deep.equal([]);
  });

  it("asks nothing of a cluster where no note is missing", async () => {
    expect(await write()).to.deep.equal([]);
    expect(api.requests).to.deep.equal([]);
  });

  it("warns of a note that can't be written, and goes on with the others", async () => {
    expect(await write(note("east"), note("west"))).to.deep.equal([note("west")]);
    api.fault({ kind: 403, match: { method: "PATCH" }, message: "no right to patch" });
    expect(await write(note("west"))).to.deep.equal([]);
    expect(lines.warnings.map((one) => one.split(". ")[0])).to.deep.equal([
      "gray-release could not note the stable version: cart v1 in east: the program has no credentials of its own for this cluster",
      "gray-release could not note the stable version: cart v1 in west: no right to patch",
    ]);
  });
});
