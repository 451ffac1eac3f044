import { expect } from "chai";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { setManagedFields } from "../../kubernetes/managed-fields";
import { objectPath } from "../../kubernetes/object-path";
import type { LiveObject } from "../../model/live-object";
import { route, weighted } from "../support/live-objects";

const path = objectPath(route);
const patches = { method: "PATCH", path };

describe("the managed fields of an object", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    api.put(route, { manager: "gray-release", operation: "Apply" });
    api.put(route, { manager: "other", operation: "Apply" });
  });

  afterEach(() => api.stop());

  const live = () => api.get<LiveObject>(path);
  const generation = () => api.get(path)?.metadata.generation;
  const managers = () => live()?.metadata.managedFields?.map(({ manager }) => manager);
  /** Leaves those of gray-release alone. */
  const ours = ({ metadata }: LiveObject) =>
    Promise.resolve(metadata.managedFields?.filter(({ manager }) => manager === "gray-release"));
  const set = (object: LiveObject | undefined, wanted = ours) =>
    setManagedFields(api.client(), path, object, wanted);

  it("are replaced, and nothing else of it", async () => {
    const [before, counted] = [live(), generation()];
    await set(before);
    expect(managers()).to.deep.equal(["gray-release"]);
    expect(live()).to.deep.include({ spec: (before as { spec?: unknown } | undefined)?.spec });
    expect(generation()).to.equal(counted);
  });

  it("stay where they are right, without a request", async () => {
    const before = live();
    expect(await set(before, () => Promise.resolve(undefined))).to.equal(before);
    expect(api.requests).to.deep.equal([]);
  });

  it("are computed anew from the object as another manager left it meanwhile", async () => {
    const before = live();
    api.put(weighted(10), { manager: "third" });
    await set(before);
    expect(api.asked(patches).map(({ status }) => status)).to.deep.equal([409, 200]);
    expect(live()).to.deep.include({ spec: weighted(10).spec });
  });

  it("are given up after five conflicts", async () => {
    api.fault({ kind: 409, match: patches });
    const error = await set(live()).catch((one: Error) => one);
    expect(error).to.include({ status: 409 });
    expect(api.asked(patches)).to.have.length(5);
  });

  it("are given up at once where they may not be written", async () => {
    api.fault({ kind: 403, match: patches });
    const error = await set(live()).catch((one: Error) => one);
    expect(error).to.include({ status: 403 });
    expect(api.asked(patches)).to.have.length(1);
  });

  it("are nobody's where the object is gone, or goes meanwhile", async () => {
    expect(await set(undefined)).to.equal(undefined);
    const before = live();
    api.fault({ kind: 409, match: patches });
    api.before({ method: "GET", path }, () => api.delete(path));
    expect(await set(before)).to.equal(undefined);
  });
});
