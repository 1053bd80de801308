// The one client of the application. Its calls go through the journal, which the pages show.
import { browserStorage, createClient } from "@doorcode/client";

import { journal } from "./journal";

/** Talks to the server that serves this page. The session is shared by all tabs; the policy of the page lets no foreign script in. */
export const client = createClient({ baseUrl: "/", storage: browserStorage("local"), fetch: (request) => journal.follow(request) });

client.session.onEnd(() => journal.clear());
