import { expect } from "chai";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { contract } from "./contract";

describe("the fake API server, as a real one does,", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start({ rolloutPods: "never" });
  });

  afterEach(() => api.stop());

  for (const { name, run, outcome } of contract)
    it(`answers that ${name}`, async () => {
      const room = { namespace: "contract", as: (manager: string) => api.client(manager) };
      expect(await run(room)).to.deep.equal(outcome);
    });
});
