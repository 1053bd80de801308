// Somebody else's application, written as tutorials write it, without a package of ours.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import SendOnMount from "./send-on-mount";
import VerifyPhone from "./verify-phone";

createRoot(document.getElementById("root")!).render(
  <StrictMode>{window.location.pathname === "/welcome" ? <SendOnMount /> : <VerifyPhone />}</StrictMode>,
);
