/** Which stacks the gallery shows, and what it says about them. */

/** A page of the gallery: a stack of this project, explained. */
export interface GalleryEntry {
  /** Name of the stack. */
  readonly stack: string;
  /** Name of the page. @default the stack's */
  readonly page?: string;
  readonly title: string;
  /** What it is for, in two sentences. */
  readonly about: string;
  /**
   * Source file of the preset that the stack names; left out where the stack file holds the whole
   * release.
   */
  readonly source?: string;
  /**
   * What to run after `pulumi up`, as shell lines; `$gateway` is the address of a gateway of the
   * lab.
   */
  readonly commands: readonly string[];
}

/** The gallery in its order. */
export const galleryEntries: readonly GalleryEntry[] = [
  {
    stack: "prod",
    page: "helloworld",
    title: "helloworld: two versions behind a gateway",
    about:
      "One service in two versions, in both clusters, split by weight for everything that comes through the gateway or " +
      "from inside the mesh. The same release is the stack `dev`, which `npm start` brings up, in a namespace and under a " +
      "host of its own.",
    source: "stacks/presets/helloworld.ts",
    commands: [
      "curl -s -H 'host: hello.prod.example' $gateway/hello",
      ...load("hello.prod.example", "/hello"),
    ],
  },
  {
    stack: "bookinfo",
    title: "BookInfo: three versions of a service inside the mesh",
    about:
      "Istio's BookInfo, entered at productpage by its paths; reviews, which only other services call, splits 30/70, and " +
      "its third version runs without traffic. Scaling a version changes how many pods answer, and not how many requests " +
      "it gets.",
    source: "stacks/presets/bookinfo.ts",
    commands: [
      "# One request: productpage, details, reviews, and for two of its versions ratings.",
      "curl -s -H 'host: bookinfo.example.com' $gateway/productpage",
      ...count("bookinfo.example.com", "/productpage", "reviews"),
      "",
      "# More pods of v1: the split stays as it is.",
      "pulumi config set --stack bookinfo --path 'gray-release:versions.reviews.v1.replicas' 4",
      "pulumi up --stack bookinfo",
    ],
  },
  {
    stack: "bookinfo-by-user",
    title: "BookInfo: a version for some users",
    about:
      "Requests whose header `end-user` holds an e-mail address of one host reach reviews v3 every time, and all others " +
      "split 10/90 over v1 and v2. The whole release stands in the stack file, with no TypeScript.",
    commands: [
      ...count("by-user.bookinfo.example.com", "/productpage", "reviews"),
      ...count(
        "by-user.bookinfo.example.com",
        "/productpage",
        "reviews",
        "end-user: ann@gmail.com",
      ),
    ],
  },
  {
    stack: "full-link",
    title: "A chain that keeps its version",
    about:
      "Requests from the gateway split 10/90 over appa and calls from inside the mesh stay on v1, in one object of each " +
      "cluster; appb answers with the version of appa that calls it. The Gateway lives in `istio-system` and hands " +
      "requests on to the namespace of the release.",
    source: "stacks/presets/full-link.ts",
    commands: [
      "# appb, the upstream in the answer, has the version of appa.",
      "curl -s -H 'host: full-link.example.com' $gateway/",
      ...load("full-link.example.com", "/"),
      "",
      "# Both splits move together.",
      "pulumi config set-all --stack full-link --path \\",
      "  --plaintext 'gray-release:weights.appa.gateway.v1=0' --plaintext 'gray-release:weights.appa.gateway.v2=100' \\",
      "  --plaintext 'gray-release:weights.appa.mesh.v1=50' --plaintext 'gray-release:weights.appa.mesh.v2=50'",
      "pulumi up --stack full-link",
    ],
  },
  {
    stack: "full-link-header",
    title: "A chain entered by a header",
    about:
      "At the gateway the header `version` chooses the version of appa, all other requests split 80/20, and appb answers " +
      "with the version of appa that calls it. Who calls appb from elsewhere in the mesh reaches v1.",
    commands: [
      ...load("header.full-link.example.com", "/"),
      ...load("header.full-link.example.com", "/", "version: v2"),
    ],
  },
  {
    stack: "full-link-lanes",
    title: "Lanes through a chain with a gap",
    about:
      "A fifth of the requests enters the lane `gray` at the gateway, others ask for it with the header `x-lane`, and the " +
      "applications pass that header on. appc has no version of the lane: it answers with the baseline, and the call is " +
      "back in the lane at appb.",
    commands: [
      "# In the lane: appa v2, appc v1, appb v2.",
      "curl -s -H 'host: lanes.full-link.example.com' -H 'x-lane: gray' $gateway/",
      ...load("lanes.full-link.example.com", "/"),
      "",
      "# Half of what enters, instead of a fifth.",
      "pulumi config set --stack full-link-lanes --path 'gray-release:lanes.gray' 50",
      "pulumi up --stack full-link-lanes",
    ],
  },
  {
    stack: "dubbo-canary",
    title: "A canary in steps, and for testers by a header",
    about:
      "The provider behind a Dubbo consumer is released in steps of its weight, in all clusters by one update each. Testers " +
      "reach the canary at every step with the header `lane: test-v2`, which the consumer passes on.",
    source: "stacks/presets/dubbo-canary.ts",
    commands: [
      ...count("dubbo.example.com", "/hello?name=ann", "dubbo3-provider"),
      ...count("dubbo.example.com", "/hello?name=ann", "dubbo3-provider", "lane: test-v2"),
      "",
      "# The next step; the last one is stable=0, canary=100.",
      "pulumi config set-all --stack dubbo-canary --path \\",
      "  --plaintext 'gray-release:weights.dubbo3-provider.stable=50' \\",
      "  --plaintext 'gray-release:weights.dubbo3-provider.canary=50'",
      "pulumi up --stack dubbo-canary",
    ],
  },
];

/** Counts which version of the service at the gateway answers. */
function load(host: string, path: string, header?: string): string[] {
  const headers = [`host: ${host}`, ...(header ? [header] : [])].map((one) => `-H '${one}'`);
  return [`npm run lab -- load $gateway${path} ${headers.join(" ")}`];
}

/** Counts which version of a service further down took part in the answers. */
function count(host: string, path: string, service: string, header?: string): string[] {
  const headers = [`host: ${host}`, ...(header ? [header] : [])].map((one) => `-H '${one}'`);
  return [
    `for i in $(seq 200); do curl -s ${headers.join(" ")} "$gateway${path}"; done |`,
    `  grep -o '"app":"${service}","version":"[^"]*"' | sort | uniq -c`,
  ];
}
