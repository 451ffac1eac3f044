import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { KubeClient } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { contract } from "../../kubernetes/fake/contract";
import { cluster } from "../support/lab";

/**
 * The same calls as in test/kubernetes/fake/contract.spec.ts, which makes them to the fake: where an outcome differs, the
 * fake is wrong, and with it the specs that use it.
 */
describe("a real API server, as its fake does,", () => {
  const clients: KubeClient[] = [];
  const as = (fieldManager: string): KubeClient => {
    const { options } = clientOf(cluster("west").kubeconfig);
    const client = new KubeClient({ ...options, fieldManager });
    clients.push(client);
    return client;
  };

  after(() => {
    for (const client of clients) client.close();
  });

  contract.forEach(({ name, run, outcome }, index) => {
    it(`answers that ${name}`, async () => {
      const namespace = `fake-contract-${index}-${randomUUID().slice(0, 8)}`;
      const space = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
      const path = `/api/v1/namespaces/${namespace}`;
      await as("spec").apply(path, space);
      try {
        expect(await run({ namespace, as })).to.deep.equal(outcome);
      } finally {
        await as("spec").delete(path);
      }
    });
  });
});
