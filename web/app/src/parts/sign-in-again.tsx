// Where neither a password nor a code helps: both factors, at the sign-in page.
import { useSession } from "@doorcode/react/hooks";
import type { ReactElement } from "react";
import { useLocation } from "wouter";

import { useWords } from "../words";

/** Says so, and leads there. */
export function SignInAgain({ onCancel }: { readonly onCancel: () => void }): ReactElement {
  const { words } = useWords();
  const { signOut } = useSession();
  const [, navigate] = useLocation();
  const again = async (): Promise<void> => {
    onCancel();
    await signOut();
    navigate("/app/login");
  };
  return (
    <>
      <p>{words.stepUp.nothingSent}</p>
      <button type="button" className="primary" autoFocus onClick={() => void again()}>
        {words.stepUp.signIn}
      </button>
      <button type="button" className="link" onClick={onCancel}>
        {words.cancel}
      </button>
    </>
  );
}
