// Generated from api-spec/openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/send-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a one-time code
         * @description Sends a code to a phone number or mailbox. Sending again **is** the resend: before `resend_at` nothing is sent and
         *     nothing is charged, and the answer is the same 200 with another `message`. A number without a country code is
         *     read in the region of `/config`.
         */
        post: operations["sendOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a code that was sent
         * @description For whoever asked for it with `/send-otp`: how far the verification has come, and whether the message arrived, where
         *     the provider reports that. Made to be asked again every few seconds while a person waits; it tells no address, and
         *     counts against no limit. An id is known for as long as codes are kept on file.
         */
        get: operations["verificationStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a one-time code
         * @description Checks the code that was sent to `to`. May be repeated, with the same answer, until the proof is spent: by
         *     registration (with the same `otp_code` or with the `verification_token`), by `/me/email`, or by
         *     `/verification-tokens/redeem`.
         */
        post: operations["verifyOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verification-tokens/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeem a verification token
         * @description For a team whose own back end must not trust the browser's `valid: true`: send the token the browser got from
         *     `/verify-otp`, and learn whether `to` was really proven. Works once. Authorise with HTTP Basic, as one of
         *     `API_CLIENTS`.
         */
        post: operations["redeemVerificationToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/register-with-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register with a code
         * @description Makes an account for a proven phone number and signs it in. Spends the proof: the `otp_code` that `/send-otp`
         *     sent, checked before or not, or the `verification_token` of `/verify-otp`. A weak password or a taken identifier
         *     leaves the code usable.
         */
        post: operations["registerWithOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password
         * @description Name the account by exactly one of `email`, `phone` and `username`. Unknown accounts and wrong passwords get the
         *     same answer. Where the account has a second factor, the right password gets 403 with a token, and a code is sent.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/forgot-password-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a forgotten password
         * @description Step 1, with one of `email` (and `phone` if you like), `username` and `phone`: sends a code to the proven number on
         *     file, or with `"channel": "email"` to the proven mailbox, if there is one; the answer does not tell. Then either check the code first (add `otp_code`), or finish at once: add `new_password` and one of
         *     `otp_code` and `verification_token`. A finished reset ends every session of the account.
         */
        post: operations["forgotPasswordOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a forgotten password by e-mail
         * @deprecated
         * @description For clients older than `/forgot-password-otp`, which is its successor: the same flow with `"channel": "email"`, in two
         *     steps. Step 1, with `email`: sends a code to the mailbox, if it is proven. Step 2: add `otp_code` and
         *     `new_password`. Answers carry `Deprecation` and `Link`; `LEGACY_FORGOT_PASSWORD=off` removes it.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login-with-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a code
         * @description Step 1, with `to` alone: sends a code, if an account has proven that number or mailbox; the answer does not tell.
         *     Step 2, with `otp_code`: signs in. An account with a second factor wants its `password` or a `recovery_code` besides.
         *     A number that was last proven long ago (`PHONE_PROOF_DAYS`) signs nobody in.
         */
        post: operations["loginWithOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish a sign-in with the second factor
         * @description The `token` is that of `second_factor` in the 403 of `/login`. It works once, within ten minutes, together with the
         *     code that was sent or one of the recovery codes.
         */
        post: operations["loginVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/login/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the code of the second factor again
         * @description Before `resend_at` nothing is sent. Another `channel` must reach the same number or mailbox.
         */
        post: operations["loginResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The signed-in account
         * @description Whose token this is.
         */
        get: operations["me"];
        put?: never;
        post?: never;
        /**
         * Delete the account
         * @description Ends every session and deletes what is on file about the person; nothing of it comes back. Needs a sign-in of the
         *     last 15 minutes, or the `password`.
         */
        delete: operations["deleteMe"];
        options?: never;
        head?: never;
        /**
         * Change name or language
         * @description Sets what is given, and leaves the rest as it is.
         */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A copy of everything on file
         * @description The account, its proofs, its sessions, the codes that were sent for it or to it, and the operations it was asked to
         *     confirm: of each at most the newest 1,000. Codes and passwords are not in it; they are not kept in a form that could be
         *     told.
         */
        get: operations["exportMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Prove or change the mailbox
         * @description Spends the proof of a mailbox (`/send-otp` and `/verify-otp` with channel email). Proves the mailbox named at
         *     registration, or replaces it. Needs a sign-in of the last 15 minutes, or the `password`.
         */
        put: operations["setEmail"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description For whoever knows the current one. This session goes on; every other one ends, and so do codes on their way.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch the second factor
         * @description Needs a sign-in of the last 15 minutes, or the `password`. Switched on, with a `channel` to a proven number or mailbox,
         *     it answers with ten recovery codes, shown this once. Where it is on already, every change needs a code of the present
         *     factor or a recovery code: without either, a code is sent, and the answer is 403 `second_factor_required`.
         */
        put: operations["setSecondFactor"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/{role}/send-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a code to a number of mine
         * @description Sends a code to a number that shall serve the signed-in user in this role; inside the resend time nothing is sent, and
         *     the answer is the same 200 with another `message`. Another number for `core`, which is the one for login and reset,
         *     needs a sign-in of the last 15 minutes, or the `password`. `role` is one of `PHONE_ROLES`.
         */
        post: operations["sendPhoneOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/{role}/verify-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove a number of mine
         * @description Checks the code that went to the latest number of this role, and makes that number the user's. The number before, if
         *     there was one, serves until then. A number that somebody else has proven lately stays theirs, and the code usable.
         */
        post: operations["verifyPhoneOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register first
         * @description Makes an account that waits, and sends its code: to the mobile, where one is given and `channel` is not `email`.
         *     Until the code was right the account signs in nowhere; its username is kept while the code lives, and its addresses
         *     are nobody's. Whether an address has an account is not told.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify a registration
         * @description Activates the account with the address its code went to. `user_id` is needed while more than one live registration
         *     names this address. A number or mailbox that somebody else has proven is told now, and leaves the code usable.
         */
        post: operations["verifyRegistration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/resend-otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the code of a registration again
         * @description Reaches only what was given at registration. The answer is the same whether there is such a registration or not.
         */
        post: operations["resendRegistrationOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask to confirm an operation
         * @description Sends a code to the proven number of the signed-in user, or to the proven mailbox. Where the message is worded here it
         *     shows the action and its details; a hosted service such as Twilio Verify sends its own words. The same request again,
         *     while the code is awaited, is the resend.
         */
        post: operations["askConfirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/confirmations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an operation
         * @description Answers a right code with a token of 5 minutes for the back end that carries the operation out. May be repeated until
         *     that token is redeemed.
         */
        post: operations["confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/confirmations/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Redeem a confirmation
         * @description For the back end that carries the operation out: says once that this user confirmed this very action with these very
         *     details. Authorise with HTTP Basic, as one of `API_CLIENTS`. With asymmetric keys the token can also be checked
         *     offline, by `/.well-known/jwks.json`; it is not spent then.
         */
        post: operations["redeemConfirmation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew the tokens
         * @description Exchanges a refresh token for a new pair. A refresh token works once: using it again later ends the session,
         *     because somebody else may hold it.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends one session, named by the bearer token or by a `refresh_token` in the body.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logout-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out everywhere
         * @description Ends every session of the account, on every device.
         */
        post: operations["logoutAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask whether a token counts
         * @description For a back end that was handed an access token (RFC 7662): whether it still counts, and what it says. Ended sessions,
         *     replaced passwords and disabled accounts count at once. The token may also come as a form, as that standard has it.
         *     Authorise with HTTP Basic, as one of `API_CLIENTS`.
         */
        post: operations["introspect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the account is signed in
         * @description Every session that counts, the one used last first. `current` is the one of this token.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign out one device
         * @description Ends the session with this `id`, on every instance at once; the current one, too.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this server offers
         * @description Everything a form needs to know before it is shown.
         */
        get: operations["config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process lives
         * @description Asks nobody; for a supervisor that restarts what hangs.
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests can be served
         * @description Asks the database, never a provider; 503 while the server stops. `providers` says what their last calls were like, and how
         *     many are under way: one that is left alone for a while (`open`) is told here, and is no 503 as long as the database answers.
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys of access tokens
         * @description A JSON Web Key Set (RFC 7517); empty while tokens are signed with a shared secret.
         */
        get: operations["jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Activated
         * @description The account is active.
         * @example {
         *       "message": "Mobile verified successfully. You can now log in.",
         *       "verification_method": "mobile",
         *       "verified": true
         *     }
         */
        Activated: {
            /** @description A sentence to show. */
            message: string;
            /** @description What was proven. */
            verification_method: components["schemas"]["VerificationMethod"];
            /** @description Always `true`. */
            verified: boolean;
        };
        /**
         * AddressProven
         * @description The address was proven.
         * @example {
         *       "channel": "sms",
         *       "to": "+12025550123",
         *       "verified_at": "2026-11-21T09:30:00Z"
         *     }
         */
        AddressProven: {
            /** @description How the code reached it. */
            channel: components["schemas"]["Channel"];
            /** @description The address, as it was typed. */
            to: string;
            /**
             * Format: date-time
             * @description When it was proven.
             */
            verified_at: string;
        };
        /**
         * Answered
         * @description Done, in a sentence.
         * @example {
         *       "message": "Password changed successfully"
         *     }
         */
        Answered: {
            /** @description A sentence to show. */
            message: string;
        };
        /**
         * ChangePasswordRequest
         * @description A password for another.
         * @example {
         *       "current_password": "correct horse battery",
         *       "new_password": "a better battery staple"
         *     }
         */
        ChangePasswordRequest: {
            /**
             * Format: password
             * @description The password as it is.
             */
            current_password: string;
            /**
             * Format: password
             * @description The password as it shall be: at least 8 characters by default, at most 128.
             */
            new_password: string;
        };
        /**
         * @description How a code reaches a person.
         * @enum {string}
         */
        Channel: "sms" | "whatsapp" | "call" | "email";
        /**
         * @description The channel that is asked for.
         * @enum {string}
         */
        ChannelWish: "auto" | "sms" | "whatsapp" | "call" | "email";
        /**
         * @description Whether a provider is asked.
         * @enum {string}
         */
        Circuit: "closed" | "half_open" | "open";
        /**
         * CodeLoginAnswer
         * @description The answer of a step; `status` tells which fields are there.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "message": "If the account exists, a code is on its way",
         *       "resend_at": "2026-11-21T09:30:00Z",
         *       "status": "pending"
         *     }
         */
        CodeLoginAnswer: {
            /** @description `pending`: how the code travels. */
            channel?: components["schemas"]["ChannelWish"];
            /**
             * Format: date-time
             * @description `pending`: until when the code can be checked.
             */
            expires_at?: string;
            /**
             * Format: uint64
             * @description `signed_in`: seconds the access token lives.
             */
            expires_in?: number;
            /** @description A sentence to show. */
            message: string;
            /** @description `signed_in`: gets the next pair at `/refresh`, once. */
            refresh_token?: string;
            /**
             * Format: date-time
             * @description `pending`: from when a new send really sends.
             */
            resend_at?: string;
            /** @description How far the sign-in has come. */
            status: components["schemas"]["CodeLoginStatus"];
            /** @description `signed_in`: the access token. */
            token?: string;
            /** @description `signed_in`: always `Bearer`. */
            token_type?: string;
            /** @description `signed_in`: the account. */
            user?: components["schemas"]["User"];
        };
        /**
         * @description How far a sign-in with a code has come.
         * @enum {string}
         */
        CodeLoginStatus: "pending" | "signed_in";
        /**
         * @description What became of a code.
         * @enum {string}
         */
        CodeOutcome: "pending" | "approved" | "used" | "expired" | "not_sent" | "ended";
        /**
         * CodeSent
         * @description A code is on its way to an address of the account.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "masked_to": "+1********23",
         *       "message": "OTP sent successfully via sms",
         *       "resend_at": "2026-11-21T09:30:00Z"
         *     }
         */
        CodeSent: {
            /** @description The channel that was really used. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description Where to, for its owner to recognise. */
            masked_to: string;
            /** @description A sentence to show. */
            message: string;
            /**
             * Format: date-time
             * @description From when a new send really sends.
             */
            resend_at: string;
        };
        /**
         * @description How far a code has come.
         * @enum {string}
         */
        CodeStatus: "pending" | "approved";
        /**
         * Config
         * @description What this server offers.
         * @example {
         *       "channels": [
         *         "sms",
         *         "email"
         *       ],
         *       "code_length": 6,
         *       "countries": [
         *         "*"
         *       ],
         *       "default_region": "US",
         *       "docs": true,
         *       "locales": [
         *         "en"
         *       ],
         *       "login_with_otp": true,
         *       "outbox": false,
         *       "password": {
         *         "max_length": 128,
         *         "min_length": 8
         *       },
         *       "phone_roles": [
         *         "core",
         *         "riders"
         *       ],
         *       "resend_seconds": 30
         *     }
         */
        Config: {
            /** @description The channels a code can travel by. */
            channels: components["schemas"]["Channel"][];
            /**
             * Format: uint8
             * @description Digits of a code.
             */
            code_length: number;
            /** @description The countries that are served; `*` is all. */
            countries: string[];
            /** @description The region of numbers typed without a country code; absent where a country code is demanded. */
            default_region?: string;
            /** @description Whether Swagger UI is at `/docs`, the document at `/openapi.json` and the README at `/readme`. */
            docs: boolean;
            /**
             * @description The languages that messages of at least one channel can be in (BCP 47). For any other that is asked for, the
             *     nearest of these or the provider's own choice is sent; an e-mail may be in English all the same.
             */
            locales: string[];
            /** @description Whether a code alone signs in. */
            login_with_otp: boolean;
            /**
             * @description Whether `/dev/outbox` shows what is sent, in development: the sandbox serves a channel, and the server was called by a
             *     name of its own.
             */
            outbox: boolean;
            /** @description What a password must be. */
            password: components["schemas"]["PasswordRange"];
            /** @description What a signed-in person may prove numbers for: the `role` of `/api/{role}/send-otp`. */
            phone_roles: string[];
            /**
             * Format: uint64
             * @description Seconds until a code can be sent again.
             */
            resend_seconds: number;
        };
        /**
         * ConfirmRequest
         * @description The code a person typed.
         * @example {
         *       "otp_code": "123456"
         *     }
         */
        ConfirmRequest: {
            /** @description The code, 4 to 10 digits; spaces and hyphens are ignored. */
            otp_code: string;
        };
        /**
         * ConfirmationAsked
         * @description A code to confirm with is on its way.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "id": 1,
         *       "masked_to": "+1********23",
         *       "resend_at": "2026-11-21T09:30:00Z"
         *     }
         */
        ConfirmationAsked: {
            /** @description The channel that was really used. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /**
             * Format: int64
             * @description Names the confirmation.
             */
            id: number;
            /** @description Where the code went, for its owner to recognise. */
            masked_to: string;
            /**
             * Format: date-time
             * @description From when on the same request sends again.
             */
            resend_at: string;
        };
        /**
         * ConfirmationRequest
         * @description What is to be confirmed.
         * @example {
         *       "action": "transfer",
         *       "details": {
         *         "amount": "100 USD",
         *         "payee": "Bob Example"
         *       }
         *     }
         */
        ConfirmationRequest: {
            /** @description A short identifier of what is done: 1 to 64 of `a-z A-Z 0-9 . _ : -`, beginning with a letter. */
            action: string;
            /** @description How the code travels; by text message to the proven number, or else to the proven mailbox, where none is named. */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /** @description What else there is to know: at most 10 members, named like actions, each a text of 1 to 200 characters. */
            details?: {
                [key: string]: string;
            } | null;
            /** @description BCP 47 tag of the language the message is written in; the account's own where none is named. */
            locale?: string | null;
        };
        /**
         * Confirmed
         * @description The operation was confirmed.
         * @example {
         *       "confirmation_token": "eyJ…",
         *       "expires_at": "2026-11-21T09:30:00Z"
         *     }
         */
        Confirmed: {
            /** @description A JWT with `sub`, `jti`, `action` and `details_hash`, for the back end that carries the operation out. */
            confirmation_token: string;
            /**
             * Format: date-time
             * @description When the token ends.
             */
            expires_at: string;
        };
        /**
         * DeleteMeRequest
         * @description What stands for a recent sign-in.
         * @example {
         *       "password": "correct horse battery"
         *     }
         */
        DeleteMeRequest: {
            /**
             * Format: password
             * @description The password; needed where the sign-in is older than 15 minutes.
             */
            password?: string | null;
        };
        /**
         * Delivery
         * @description What became of a message.
         */
        Delivery: {
            /** @description A sentence to show where it failed. */
            message?: string;
            /** @description Why it failed, for a program to switch on. */
            reason?: components["schemas"]["DeliveryReason"];
            /** @description How far it has come. */
            status: components["schemas"]["DeliveryStatus"];
            /**
             * Format: date-time
             * @description When that was reported; absent while nothing was.
             */
            updated_at?: string;
        };
        /**
         * @description Why a message did not arrive.
         * @enum {string}
         */
        DeliveryReason: "unreachable" | "no_such_address" | "opted_out" | "blocked" | "expired" | "provider_fault" | "unknown";
        /**
         * @description How far the latest message has come.
         * @enum {string}
         */
        DeliveryStatus: "accepted" | "sent" | "delivered" | "failed";
        /**
         * EnrolRequest
         * @description A new account; `mobile_number`, `email` or both.
         * @example {
         *       "email": "bob@example.com",
         *       "full_name": "Bob Example",
         *       "mobile_number": "+12025550124",
         *       "password": "correct horse battery",
         *       "username": "bob"
         *     }
         */
        EnrolRequest: {
            /** @description How the code travels, to an address given here; `sms` by default, and `email` for a mailbox alone. */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /**
             * Format: email
             * @description The mailbox; a claim until its code was right.
             */
            email?: string | null;
            /** @description The person's name. */
            full_name?: string | null;
            /** @description The person's language, for example `en` or `pt-BR`. */
            locale?: string | null;
            /** @description The number; a claim until its code was right. */
            mobile_number?: string | null;
            /**
             * Format: password
             * @description At least 8 characters by default, at most 128.
             */
            password: string;
            /** @description A name to sign in with: 3 to 32 letters, digits, dots, hyphens or underscores. */
            username: string;
        };
        /**
         * Export
         * @description Everything on file about one person.
         * @example {
         *       "codes": [
         *         {
         *           "approved_at": "2026-11-21T09:30:00Z",
         *           "channel": "sms",
         *           "created_at": "2026-11-21T09:30:00Z",
         *           "expires_at": "2026-11-21T09:30:00Z",
         *           "outcome": "used",
         *           "provider": "twilio-verify",
         *           "purpose": "prove_address",
         *           "to": "+12025550123"
         *         }
         *       ],
         *       "confirmations": [],
         *       "exported_at": "2026-11-21T09:30:00Z",
         *       "sessions": [
         *         {
         *           "address": "192.0.2.7",
         *           "created_at": "2026-11-21T09:30:00Z",
         *           "current": true,
         *           "device": "curl/8.14.1",
         *           "expires_at": "2026-11-21T09:30:00Z",
         *           "id": 7,
         *           "last_used_at": "2026-11-21T09:30:00Z",
         *           "methods": [
         *             "pwd"
         *           ]
         *         }
         *       ],
         *       "updated_at": "2026-11-21T09:30:00Z",
         *       "user": {
         *         "created_at": "2026-11-21T09:30:00Z",
         *         "email": "ada@example.com",
         *         "email_verified": false,
         *         "full_name": "Ada Example",
         *         "id": 1,
         *         "locale": "en",
         *         "phone": "+12025550123",
         *         "phone_verified": true,
         *         "phones": [
         *           {
         *             "number": "+12025550123",
         *             "role": "core",
         *             "verified_at": "2026-11-21T09:30:00Z"
         *           }
         *         ],
         *         "username": "ada"
         *       }
         *     }
         */
        Export: {
            /** @description The codes that were asked for this account or sent to its addresses; newest first. */
            codes: components["schemas"]["ExportedCode"][];
            /** @description The operations the person was asked to confirm; newest first. */
            confirmations: components["schemas"]["ExportedConfirmation"][];
            /**
             * Format: date-time
             * @description When the mailbox was proven last; absent while it is merely claimed.
             */
            email_verified_at?: string;
            /**
             * Format: date-time
             * @description When this copy was made.
             */
            exported_at: string;
            /** @description The channel of the second factor; absent where none is asked for. */
            second_factor?: components["schemas"]["Channel"];
            /** @description The sessions, those included that are over and not forgotten yet; newest first. */
            sessions: components["schemas"]["ExportedSession"][];
            /**
             * Format: date-time
             * @description When the account was changed last.
             */
            updated_at: string;
            /** @description The account, with its proven numbers and when each was proven last. */
            user: components["schemas"]["User"];
        };
        /**
         * ExportedCode
         * @description One code on file.
         */
        ExportedCode: {
            /**
             * Format: date-time
             * @description When it was right.
             */
            approved_at?: string;
            /** @description How it travelled. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when it could be checked.
             */
            expires_at: string;
            /** @description What became of it. */
            outcome: components["schemas"]["CodeOutcome"];
            /** @description Who carried it. */
            provider: string;
            /** @description What it was for. */
            purpose: components["schemas"]["Purpose"];
            /** @description Where to; masked where the address is not the account's, or not any more. */
            to: string;
        };
        /**
         * ExportedConfirmation
         * @description One operation on file.
         */
        ExportedConfirmation: {
            /** @description What was to be done. */
            action: string;
            /** @description The channel that was asked for. */
            channel: components["schemas"]["ChannelWish"];
            /**
             * Format: date-time
             * @description When the code was right.
             */
            confirmed_at?: string;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When a back end took it.
             */
            redeemed_at?: string;
        };
        /**
         * ExportedSession
         * @description One session on file.
         */
        ExportedSession: {
            /** @description The network address it came from; of an IPv6 address the /64. */
            address: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            created_at: string;
            /** @description Whether it is the session of this request. */
            current: boolean;
            /** @description The device as it described itself. */
            device?: string;
            /**
             * Format: date-time
             * @description When it was ended.
             */
            ended_at?: string;
            /**
             * Format: date-time
             * @description When it is over by itself.
             */
            expires_at: string;
            /**
             * Format: int64
             * @description Its id, as in `GET /sessions`.
             */
            id: number;
            /**
             * Format: date-time
             * @description When its tokens were renewed last, or made.
             */
            last_used_at: string;
            /** @description How somebody signed in, in the words of RFC 8176. */
            methods: string[];
        };
        /**
         * FactorAnswer
         * @description The second factor, as it is now.
         * @example {
         *       "channel": "sms",
         *       "enabled": true,
         *       "message": "Second factor enabled",
         *       "recovery_codes": [
         *         "7K3M-9PQR-XT2V-4WZ8"
         *       ]
         *     }
         */
        FactorAnswer: {
            /** @description How its codes travel. */
            channel?: components["schemas"]["Channel"];
            /** @description Whether signing in needs one. */
            enabled: boolean;
            /** @description A sentence to show. */
            message: string;
            /** @description For the day its address is out of reach; each works once. Shown this once. */
            recovery_codes?: string[];
        };
        /**
         * @description Why a field was refused. Closed: a client may treat it as an enumeration.
         * @enum {string}
         */
        FaultCode: "required" | "wrong_type" | "exactly_one_of" | "at_least_one_of" | "at_most_one_of" | "invalid_phone" | "invalid_email" | "invalid_channel" | "malformed_code" | "malformed_token" | "invalid_locale" | "invalid_username" | "invalid_full_name" | "invalid_action" | "invalid_details" | "control_characters" | "too_short" | "too_long" | "too_common" | "context_word" | "taken";
        /**
         * FieldFault
         * @description One field at fault.
         */
        FieldFault: {
            /** @description Why, for a program to switch on. */
            code: components["schemas"]["FaultCode"];
            /** @description The name of the field in the request body. */
            field: string;
            /** @description Why, for a person to read. */
            message: string;
        };
        /**
         * ForgotPasswordRequest
         * @description A step of a reset by e-mail: `email` alone sends a code; with `otp_code` and `new_password` it finishes.
         * @example {
         *       "email": "ada@example.com"
         *     }
         */
        ForgotPasswordRequest: {
            /**
             * Format: email
             * @description The mailbox of the account.
             */
            email: string;
            /** @description BCP 47 tag of the language the message is written in; the account's own where none is named. */
            locale?: string | null;
            /**
             * Format: password
             * @description The new password.
             */
            new_password?: string | null;
            /** @description The code of step 1. */
            otp_code?: string | null;
        };
        /**
         * Health
         * @description The process lives.
         */
        Health: {
            /** @description Always `ok`. */
            status: components["schemas"]["HealthStatus"];
        };
        /**
         * @description All is well.
         * @enum {string}
         */
        HealthStatus: "ok";
        /**
         * IntrospectRequest
         * @description A token that a back end was handed.
         * @example {
         *       "token": "eyJ"
         *     }
         */
        IntrospectRequest: {
            /** @description The access token. */
            token: string;
        };
        /**
         * Introspection
         * @description Whether the token counts; if it does, what it says.
         * @example {
         *       "active": true,
         *       "amr": [
         *         "pwd"
         *       ],
         *       "aud": "doorcode",
         *       "auth_time": 1795219200,
         *       "exp": 1795220100,
         *       "iat": 1795219200,
         *       "iss": "http://localhost:8000",
         *       "jti": "q7Xk2m",
         *       "sid": "1",
         *       "sub": "1",
         *       "token_type": "Bearer",
         *       "username": "ada"
         *     }
         */
        Introspection: {
            /** @description `false`: unknown, expired, ended, or no access token at all; nothing else is told then. */
            active: boolean;
            /** @description How (RFC 8176). */
            amr?: string[];
            /** @description For whom. */
            aud?: string;
            /**
             * Format: int64
             * @description When the user last showed who they are, in seconds since 1970.
             */
            auth_time?: number;
            /**
             * Format: int64
             * @description Its end, in seconds since 1970.
             */
            exp?: number;
            /**
             * Format: int64
             * @description Its beginning, in seconds since 1970.
             */
            iat?: number;
            /** @description Who issued it. */
            iss?: string;
            /** @description Its own id. */
            jti?: string;
            /** @description The session's id. */
            sid?: string;
            /** @description The user's id. */
            sub?: string;
            /** @description Always `Bearer`. */
            token_type?: string;
            /** @description The user's chosen name. */
            username?: string;
        };
        /**
         * KeySet
         * @description A JSON Web Key Set.
         */
        KeySet: {
            /** @description The public keys. */
            keys: unknown[];
        };
        /**
         * LoginRequest
         * @description Who signs in: exactly one of `email`, `phone` and `username`.
         * @example {
         *       "email": "ada@example.com",
         *       "password": "correct horse battery"
         *     }
         */
        LoginRequest: {
            /**
             * Format: email
             * @description The mailbox.
             */
            email?: string | null;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /** @description The phone number. */
            phone?: string | null;
            /** @description The chosen name. */
            username?: string | null;
        };
        /**
         * LoginResendRequest
         * @description A sign-in whose code shall be sent again.
         * @example {
         *       "token": "q7Xk2m"
         *     }
         */
        LoginResendRequest: {
            /** @description Another channel to the same address. */
            channel?: (string & components["schemas"]["Channel"]) | null;
            /** @description BCP 47 tag of the language the message is written in; the account's own where none is named. */
            locale?: string | null;
            /** @description The token of `second_factor`. */
            token: string;
        };
        /**
         * LoginVerifyRequest
         * @description The second factor of a sign-in: exactly one of `otp_code` and `recovery_code`.
         * @example {
         *       "otp_code": "123456",
         *       "token": "q7Xk2m"
         *     }
         */
        LoginVerifyRequest: {
            /** @description The code that was sent. */
            otp_code?: string | null;
            /** @description Or one of the recovery codes. */
            recovery_code?: string | null;
            /** @description The token of `second_factor`. */
            token: string;
        };
        /**
         * LoginWithOtpRequest
         * @description A step of a sign-in with a code: `to` alone sends one; with `otp_code` it signs in.
         * @example {
         *       "to": "+12025550123"
         *     }
         */
        LoginWithOtpRequest: {
            /** @description Step 1: how the code travels; `sms` by default, and `email` for a mailbox. */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /** @description Step 1: BCP 47 tag of the language the message is written in; the account's own where none is named. */
            locale?: string | null;
            /** @description Step 2: the code. */
            otp_code?: string | null;
            /**
             * Format: password
             * @description Step 2, where the account has a second factor: its password.
             */
            password?: string | null;
            /** @description Or one of its recovery codes. */
            recovery_code?: string | null;
            /** @description The number or mailbox of the account. */
            to: string;
        };
        /**
         * LogoutRequest
         * @description Which session ends, where no bearer token says so.
         * @example {}
         */
        LogoutRequest: {
            /** @description The `refresh_token` of the session. */
            refresh_token?: string | null;
        };
        /**
         * OperationConfirmed
         * @description This user confirmed this operation.
         * @example {
         *       "action": "transfer",
         *       "confirmed_at": "2026-11-21T09:30:00Z",
         *       "sub": "1"
         *     }
         */
        OperationConfirmed: {
            /** @description What was confirmed. */
            action: string;
            /**
             * Format: date-time
             * @description When the code was right.
             */
            confirmed_at: string;
            /** @description The user's id, as in tokens. */
            sub: string;
        };
        /**
         * OtpSent
         * @description A code is on its way.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "id": "x6Pz1vTqkuFXw2hFvb9kD0mT3nQe8LsR",
         *       "message": "OTP sent successfully via sms",
         *       "resend_at": "2026-11-21T09:30:00Z",
         *       "status": "pending",
         *       "to": "+12025550123"
         *     }
         */
        OtpSent: {
            /** @description The channel that was really used. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description Names the code at `/verifications/{id}`; the same at every repetition while it is pending. */
            id: string;
            /** @description A sentence to show. */
            message: string;
            /**
             * Format: date-time
             * @description From when a new send really sends.
             */
            resend_at: string;
            /** @description Always `pending`. */
            status: components["schemas"]["CodeStatus"];
            /** @description The address, as it was typed. */
            to: string;
        };
        /**
         * OtpVerified
         * @description The code was right.
         * @example {
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "message": "OTP verified successfully",
         *       "status": "approved",
         *       "valid": true,
         *       "verification_token": "AAAAAAAAAAE…"
         *     }
         */
        OtpVerified: {
            /**
             * Format: date-time
             * @description Until when the proof can be spent.
             */
            expires_at: string;
            /** @description A sentence to show. */
            message: string;
            /** @description Always `approved`. */
            status: components["schemas"]["CodeStatus"];
            /** @description Always `true`; what your own back end must not trust, see `/verification-tokens/redeem`. */
            valid: boolean;
            /** @description Stands for the code wherever a proof is spent; the same at every repetition. */
            verification_token: string;
        };
        /**
         * PasswordRange
         * @description How long a password may be, in characters.
         */
        PasswordRange: {
            /**
             * Format: uint64
             * @description At most.
             */
            max_length: number;
            /**
             * Format: uint64
             * @description At least.
             */
            min_length: number;
        };
        /**
         * PhoneOtpSent
         * @description A code is on its way to a number of the signed-in user.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "message": "OTP sent to +12025550124",
         *       "resend_at": "2026-11-21T09:30:00Z",
         *       "success": true
         *     }
         */
        PhoneOtpSent: {
            /** @description The channel that was really used. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description A sentence to show, with the number as it was typed. */
            message: string;
            /**
             * Format: date-time
             * @description From when a new send really sends.
             */
            resend_at: string;
            /** @description Always `true`. */
            success: boolean;
        };
        /**
         * PhoneVerified
         * @description The number is the user's.
         * @example {
         *       "message": "Phone verified successfully!",
         *       "success": true
         *     }
         */
        PhoneVerified: {
            /** @description A sentence to show. */
            message: string;
            /** @description Always `true`. */
            success: boolean;
        };
        /**
         * Problem
         * @description What went wrong. One schema for every status.
         * @example {
         *       "code": "invalid_request",
         *       "detail": "otp_code is required.",
         *       "error": "otp_code is required.",
         *       "errors": [
         *         {
         *           "code": "required",
         *           "field": "otp_code",
         *           "message": "otp_code is required."
         *         }
         *       ],
         *       "request_id": "01KAJ3W4Q8ZT5M9D7XRB2C6VHN",
         *       "status": 400,
         *       "title": "The request is not valid",
         *       "type": "/problems/invalid-request"
         *     }
         */
        Problem: {
            /**
             * Format: uint32
             * @description How many tries of this code remain.
             */
            attempts_left?: number;
            /** @description The kind of problem, for a program to switch on. */
            code: components["schemas"]["ProblemCode"];
            /** @description The same sentence, under its RFC 9457 name. */
            detail: string;
            /** @description The sentence to show to a person. */
            error: string;
            /** @description Every field at fault. */
            errors?: components["schemas"]["FieldFault"][];
            /** @description Only there: the sentence of `error`. */
            message?: string;
            /** @description Finds this request in the log; also in the header `x-request-id`. */
            request_id?: string;
            /**
             * Format: uint64
             * @description Seconds to wait before the next try; also in the header `Retry-After`.
             */
            retry_after?: number;
            /** @description What is needed to go on, where a second factor is. */
            second_factor?: components["schemas"]["SecondFactor"];
            /**
             * Format: uint16
             * @description The HTTP status.
             */
            status: number;
            /** @description Only at `/api/{role}/send-otp` and `/api/{role}/verify-otp`, which older clients know: always `false`. */
            success?: boolean;
            /** @description The kind of problem, the same for every occurrence. */
            title: string;
            /** @description A help page for people, relative to this server. */
            type: string;
        };
        /**
         * @description What went wrong, for a program to switch on. Closed: a client may treat it as an enumeration.
         * @enum {string}
         */
        ProblemCode: "invalid_request" | "weak_password" | "unauthorized" | "bad_credentials" | "not_verified" | "reauthentication_required" | "second_factor_required" | "account_disabled" | "invalid_signature" | "not_found" | "method_not_allowed" | "timeout" | "taken" | "body_too_large" | "unsupported_media_type" | "invalid_code" | "channel_not_offered" | "undeliverable" | "destination_blocked" | "too_many_requests" | "internal" | "delivery_failed" | "unavailable";
        /**
         * ProviderLine
         * @description A provider that serves a channel.
         */
        ProviderLine: {
            /**
             * Format: uint64
             * @description Calls under way.
             */
            calls: number;
            /**
             * Format: uint64
             * @description As many may be under way; further ones are refused as if the provider were busy.
             */
            calls_limit: number;
            /** @description What it carries. */
            channel: components["schemas"]["Channel"];
            /** @description Who. */
            provider: string;
            /** @description Whether it is asked. */
            state: components["schemas"]["Circuit"];
        };
        /**
         * @description What a code is for.
         * @enum {string}
         */
        Purpose: "prove_address" | "login" | "second_factor" | "reset" | "phone" | "activate" | "confirm";
        /**
         * Readiness
         * @description Requests can be served.
         */
        Readiness: {
            /** @description The channels a provider serves. */
            channels: components["schemas"]["Channel"][];
            /** @description Always `ok`; anything else is a 503. */
            database: components["schemas"]["HealthStatus"];
            /** @description Who serves them; of one channel in the order they are tried. */
            providers: components["schemas"]["ProviderLine"][];
            /** @description Always `ok`; anything else is a 503. */
            status: components["schemas"]["HealthStatus"];
        };
        /**
         * RedeemConfirmationRequest
         * @description A token a back end was handed, and the operation it is about to carry out.
         * @example {
         *       "action": "transfer",
         *       "confirmation_token": "eyJ",
         *       "details": {
         *         "amount": "100 USD",
         *         "payee": "Bob Example"
         *       }
         *     }
         */
        RedeemConfirmationRequest: {
            /** @description What is about to be done. */
            action: string;
            /** @description The token of `/confirmations/{id}`. */
            confirmation_token: string;
            /** @description All that was confirmed with it. */
            details?: {
                [key: string]: string;
            } | null;
        };
        /**
         * RedeemRequest
         * @description A token a browser handed to its back end.
         * @example {
         *       "to": "+12025550123",
         *       "verification_token": "AAAAAAAAAAEs3cr3t"
         *     }
         */
        RedeemRequest: {
            /** @description The address it must stand for. */
            to: string;
            /** @description The token of `/verify-otp`. */
            verification_token: string;
        };
        /**
         * RefreshRequest
         * @description A refresh token.
         * @example {
         *       "refresh_token": "q7Xk2m"
         *     }
         */
        RefreshRequest: {
            /** @description The `refresh_token` of the last pair. */
            refresh_token: string;
        };
        /**
         * RegisterRequest
         * @description A new account, and the proof of its phone number.
         * @example {
         *       "email": "ada@example.com",
         *       "full_name": "Ada Example",
         *       "locale": "en",
         *       "otp_code": "123456",
         *       "password": "correct horse battery",
         *       "phone": "+12025550123",
         *       "username": "ada"
         *     }
         */
        RegisterRequest: {
            /**
             * Format: email
             * @description A mailbox; a claim until it is proven.
             */
            email: string;
            /** @description The token of a code that was sent to `email`: then the mailbox is proven, too. */
            email_verification_token?: string | null;
            /** @description The person's name. */
            full_name?: string | null;
            /** @description The person's language, for example `en` or `pt-BR`. */
            locale?: string | null;
            /** @description The code; or give `verification_token`. */
            otp_code?: string | null;
            /**
             * Format: password
             * @description At least 8 characters by default, at most 128.
             */
            password: string;
            /** @description The number the code was sent to. */
            phone: string;
            /** @description A name to sign in with: 3 to 32 letters, digits, dots, hyphens or underscores. */
            username?: string | null;
            /** @description The token of `/verify-otp`; or give `otp_code`. */
            verification_token?: string | null;
        };
        /**
         * Registered
         * @description The account waits for its code.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "message": "User registered successfully. Please check your mobile for verification OTP.",
         *       "mobile_number": "+12025550124",
         *       "resend_at": "2026-11-21T09:30:00Z",
         *       "user_id": 2,
         *       "verification_method": "mobile"
         *     }
         */
        Registered: {
            /** @description The channel that was really used. */
            channel: components["schemas"]["Channel"];
            /** @description `email`: the mailbox, as it was typed. */
            email?: string;
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description A sentence to show. */
            message: string;
            /** @description `mobile`: the number, as it was typed. */
            mobile_number?: string;
            /**
             * Format: date-time
             * @description From when on a code can be sent again.
             */
            resend_at: string;
            /**
             * Format: int64
             * @description The account's id: names this registration at `/api/v1/auth/verify`.
             */
            user_id: number;
            /** @description Where the code went. */
            verification_method: components["schemas"]["VerificationMethod"];
        };
        /**
         * ResendRegistrationRequest
         * @description Exactly one of `mobile_number` and `email`, as at registration.
         * @example {
         *       "mobile_number": "+12025550124"
         *     }
         */
        ResendRegistrationRequest: {
            /** @description How the code travels; by text message to the number, or by e-mail to the mailbox, where none is named. */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /**
             * Format: email
             * @description The mailbox named at registration.
             */
            email?: string | null;
            /** @description BCP 47 tag of the language the message is written in; that of the registration where none is named. */
            locale?: string | null;
            /** @description The number named at registration. */
            mobile_number?: string | null;
            /**
             * Format: int64
             * @description The `user_id` of the registration; needed while more than one names this address.
             */
            user_id?: number | null;
        };
        /**
         * Resent
         * @description A code is on its way, if there is such a registration.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "message": "OTP sent. Please check your mobile for verification OTP.",
         *       "resend_at": "2026-11-21T09:30:00Z"
         *     }
         */
        Resent: {
            /** @description The channel that was asked for. */
            channel: components["schemas"]["ChannelWish"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description A sentence to show. */
            message: string;
            /**
             * Format: date-time
             * @description From when on a code can be sent again.
             */
            resend_at: string;
        };
        /**
         * ResetAnswer
         * @description The answer of a step; `status` tells which fields are there.
         * @example {
         *       "channel": "sms",
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "message": "If the account exists, a code is on its way",
         *       "resend_at": "2026-11-21T09:30:00Z",
         *       "status": "pending"
         *     }
         */
        ResetAnswer: {
            /** @description `pending`: how the code travels. */
            channel?: components["schemas"]["ChannelWish"];
            /**
             * Format: date-time
             * @description `pending`: until when the code can be checked; `approved`: until when it can be spent.
             */
            expires_at?: string;
            /** @description A sentence to show. */
            message: string;
            /**
             * Format: date-time
             * @description `pending`: from when a new send really sends.
             */
            resend_at?: string;
            /** @description How far the reset has come. */
            status: components["schemas"]["ResetStatus"];
            /** @description `approved`: stands for the code in the next step. */
            verification_token?: string;
        };
        /**
         * ResetRequest
         * @description A step of a reset: exactly one of `email`, `username` and `phone` sends a code; `otp_code` checks it; `new_password` with
         *     one of `otp_code` and `verification_token` finishes.
         * @example {
         *       "email": "ada@example.com"
         *     }
         */
        ResetRequest: {
            /** @description How the code travels; `sms` by default. `email` goes to the proven mailbox, the others to the proven number. */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /**
             * Format: email
             * @description The mailbox of the account.
             */
            email?: string | null;
            /** @description BCP 47 tag of the language the message is written in; the account's own where none is named. */
            locale?: string | null;
            /**
             * Format: password
             * @description The new password.
             */
            new_password?: string | null;
            /** @description The code of step 1. */
            otp_code?: string | null;
            /** @description The number of the account; beside `email` it is compared. */
            phone?: string | null;
            /** @description One of the recovery codes, where the code went to the address that is the second factor. */
            recovery_code?: string | null;
            /** @description The chosen name of the account. */
            username?: string | null;
            /** @description The token of the check. */
            verification_token?: string | null;
        };
        /**
         * @description How far a reset has come.
         * @enum {string}
         */
        ResetStatus: "pending" | "approved" | "reset";
        /**
         * SecondFactor
         * @description A code that went to the second factor.
         */
        SecondFactor: {
            /** @description How the code travels. */
            channel: components["schemas"]["Channel"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description Where to, for its owner to recognise. */
            masked_to: string;
            /**
             * Format: date-time
             * @description From when on a code can be sent again.
             */
            resend_at: string;
            /** @description Stands for the password at `/login/verify` and `/login/resend`; works once. Absent where a bearer token is used. */
            token?: string;
        };
        /**
         * SecondFactorRequest
         * @description What the second factor shall be.
         * @example {
         *       "channel": "sms",
         *       "enabled": true
         *     }
         */
        SecondFactorRequest: {
            /** @description How its codes travel; `sms` by default. A proven number or mailbox must be there. */
            channel?: (string & components["schemas"]["Channel"]) | null;
            /** @description Whether signing in needs one. */
            enabled: boolean;
            /** @description A code of the present factor, where there is one. */
            otp_code?: string | null;
            /**
             * Format: password
             * @description Stands for a recent sign-in.
             */
            password?: string | null;
            /** @description Or one of the recovery codes. */
            recovery_code?: string | null;
        };
        /**
         * SendOtpRequest
         * @description Where a code goes.
         * @example {
         *       "channel": "sms",
         *       "to": "+12025550123"
         *     }
         */
        SendOtpRequest: {
            /**
             * @description How the code travels; `sms` by default, and `email` for a mailbox. `auto` is the operator's order: the first channel at
             *     once, and the next one on each resend.
             */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /** @description The language of the message, for example `en` or `pt-BR`. */
            locale?: string | null;
            /** @description A phone number, with its country code or as dialled in the default region; or a mailbox. */
            to: string;
        };
        /**
         * SendPhoneOtpRequest
         * @description A number of the signed-in user.
         * @example {
         *       "phone_number": "+12025550124"
         *     }
         */
        SendPhoneOtpRequest: {
            /** @description How the code travels: `sms` by default, `whatsapp` or `call`. */
            channel?: (string & components["schemas"]["ChannelWish"]) | null;
            /** @description BCP 47 tag of the language the message is written in; the account's own where none is named. */
            locale?: string | null;
            /**
             * Format: password
             * @description Stands for a recent sign-in, where one is needed.
             */
            password?: string | null;
            /** @description The number, with its country code or as dialled in the default region. */
            phone_number: string;
        };
        /**
         * SessionItem
         * @description One session.
         */
        SessionItem: {
            /**
             * Format: date-time
             * @description When somebody signed in.
             */
            created_at: string;
            /** @description Whether it is the session of this request. */
            current: boolean;
            /** @description The device as it described itself at sign-in (its `User-Agent`). */
            device?: string;
            /**
             * Format: int64
             * @description Ends it: `DELETE /sessions/{id}`.
             */
            id: number;
            /**
             * Format: date-time
             * @description When its tokens were renewed last, or made.
             */
            last_used_at: string;
        };
        /**
         * SessionList
         * @description Where an account is signed in.
         * @example {
         *       "sessions": [
         *         {
         *           "created_at": "2026-11-21T09:30:00Z",
         *           "current": true,
         *           "device": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
         *           "id": 7,
         *           "last_used_at": "2026-11-21T09:30:00Z"
         *         }
         *       ]
         *     }
         */
        SessionList: {
            /** @description The sessions, the one used last first. */
            sessions: components["schemas"]["SessionItem"][];
        };
        /**
         * SetEmailRequest
         * @description The mailbox an account shall have.
         * @example {
         *       "email": "ada@example.com",
         *       "verification_token": "AAAAAAAAAAEs3cr3t"
         *     }
         */
        SetEmailRequest: {
            /**
             * Format: email
             * @description The mailbox.
             */
            email: string;
            /**
             * Format: password
             * @description Stands for a recent sign-in.
             */
            password?: string | null;
            /** @description The token of a code that was sent to it. */
            verification_token: string;
        };
        /**
         * SignedInAnswer
         * @description Signed in.
         * @example {
         *       "expires_in": 900,
         *       "message": "Login successful",
         *       "refresh_token": "q7…",
         *       "token": "eyJ…",
         *       "token_type": "Bearer",
         *       "user": {
         *         "created_at": "2026-11-21T09:30:00Z",
         *         "email": "ada@example.com",
         *         "email_verified": false,
         *         "full_name": "Ada Example",
         *         "id": 1,
         *         "locale": "en",
         *         "phone": "+12025550123",
         *         "phone_verified": true,
         *         "phones": [
         *           {
         *             "number": "+12025550123",
         *             "role": "core",
         *             "verified_at": "2026-11-21T09:30:00Z"
         *           }
         *         ],
         *         "username": "ada"
         *       }
         *     }
         */
        SignedInAnswer: {
            /**
             * Format: uint64
             * @description Seconds the access token lives.
             */
            expires_in: number;
            /** @description A sentence to show. */
            message: string;
            /** @description Gets the next pair at `/refresh`, once. */
            refresh_token: string;
            /** @description The access token: `Authorization: Bearer <token>`. */
            token: string;
            /** @description Always `Bearer`. */
            token_type: string;
            /** @description The account. */
            user: components["schemas"]["User"];
        };
        /**
         * TokenPair
         * @description A new pair of tokens.
         * @example {
         *       "expires_in": 900,
         *       "refresh_token": "q7…",
         *       "token": "eyJ…",
         *       "token_type": "Bearer"
         *     }
         */
        TokenPair: {
            /**
             * Format: uint64
             * @description Seconds the access token lives.
             */
            expires_in: number;
            /** @description Gets the next pair, once. */
            refresh_token: string;
            /** @description The access token: `Authorization: Bearer <token>`. */
            token: string;
            /** @description Always `Bearer`. */
            token_type: string;
        };
        /**
         * UpdateMeRequest
         * @description What a person says about themselves.
         * @example {
         *       "full_name": "Ada Example",
         *       "locale": "en"
         *     }
         */
        UpdateMeRequest: {
            /** @description The person's name. */
            full_name?: string | null;
            /** @description The person's language, for example `en` or `pt-BR`. */
            locale?: string | null;
        };
        /**
         * User
         * @description An account, as its owner sees it.
         * @example {
         *       "created_at": "2026-11-21T09:30:00Z",
         *       "email": "ada@example.com",
         *       "email_verified": false,
         *       "full_name": "Ada Example",
         *       "id": 1,
         *       "locale": "en",
         *       "phone": "+12025550123",
         *       "phone_verified": true,
         *       "phones": [
         *         {
         *           "number": "+12025550123",
         *           "role": "core",
         *           "verified_at": "2026-11-21T09:30:00Z"
         *         }
         *       ],
         *       "username": "ada"
         *     }
         */
        User: {
            /**
             * Format: date-time
             * @description When the account was made.
             */
            created_at: string;
            /** @description The mailbox, proven or only claimed. */
            email?: string;
            /** @description Whether the mailbox was proven. */
            email_verified: boolean;
            /** @description The person's name. */
            full_name?: string;
            /**
             * Format: int64
             * @description The account's id.
             */
            id: number;
            /** @description The person's language. */
            locale?: string;
            /** @description The number for login and reset, in E.164. */
            phone?: string;
            /** @description Whether that number was proven. */
            phone_verified: boolean;
            /** @description Every proven number. */
            phones: components["schemas"]["UserPhone"][];
            /** @description How the codes of the second factor travel, where signing in needs one. */
            second_factor?: components["schemas"]["Channel"];
            /** @description The chosen name. */
            username?: string;
        };
        /**
         * UserPhone
         * @description One proven number of an account.
         */
        UserPhone: {
            /** @description The number, in E.164. */
            number: string;
            /** @description What it is for; `core` is the one for login and reset. */
            role: string;
            /**
             * Format: date-time
             * @description When it was proven last.
             */
            verified_at: string;
        };
        /**
         * Verification
         * @description A code that was sent, and what became of it.
         * @example {
         *       "channel": "sms",
         *       "delivery": {
         *         "message": "The telephone could not be reached. Switch it on, or check the number, and send again.",
         *         "reason": "unreachable",
         *         "status": "failed",
         *         "updated_at": "2026-11-21T09:30:00Z"
         *       },
         *       "expires_at": "2026-11-21T09:30:00Z",
         *       "id": "x6Pz1vTqkuFXw2hFvb9kD0mT3nQe8LsR",
         *       "sent_at": "2026-11-21T09:30:00Z",
         *       "status": "pending"
         *     }
         */
        Verification: {
            /** @description The channel that was really used last. */
            channel: components["schemas"]["Channel"];
            /** @description The latest message; absent while no provider is known to have taken it. */
            delivery?: components["schemas"]["Delivery"];
            /**
             * Format: date-time
             * @description Until when the code can be checked.
             */
            expires_at: string;
            /** @description As asked for. */
            id: string;
            /**
             * Format: date-time
             * @description When the code was sent last.
             */
            sent_at: string;
            /** @description How far it has come. */
            status: components["schemas"]["VerificationStatus"];
        };
        /**
         * @description What proves an account.
         * @enum {string}
         */
        VerificationMethod: "mobile" | "email";
        /**
         * @description How far a verification has come.
         * @enum {string}
         */
        VerificationStatus: "pending" | "approved" | "expired" | "failed";
        /**
         * VerifyOtpRequest
         * @description The code a person typed.
         * @example {
         *       "code": "123456",
         *       "to": "+12025550123"
         *     }
         */
        VerifyOtpRequest: {
            /** @description The code, 4 to 10 digits; spaces and hyphens are ignored. */
            code: string;
            /** @description The address the code was sent to. */
            to: string;
        };
        /**
         * VerifyPhoneOtpRequest
         * @description The code that went to a number of the signed-in user.
         * @example {
         *       "otp_code": "123456"
         *     }
         */
        VerifyPhoneOtpRequest: {
            /** @description The code, 4 to 10 digits; spaces and hyphens are ignored. */
            otp_code: string;
        };
        /**
         * VerifyRegistrationRequest
         * @description Exactly one of `mobile_number` and `email`, as at registration, and the code that went there.
         * @example {
         *       "mobile_number": "+12025550124",
         *       "otp": "123456"
         *     }
         */
        VerifyRegistrationRequest: {
            /**
             * Format: email
             * @description The mailbox the code was sent to.
             */
            email?: string | null;
            /** @description The number the code was sent to. */
            mobile_number?: string | null;
            /** @description The code, 4 to 10 digits; spaces and hyphens are ignored. */
            otp: string;
            /**
             * Format: int64
             * @description The `user_id` of the registration; needed while more than one names this address.
             */
            user_id?: number | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    sendOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendOtpRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtpSent"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the provider did not answer; a code may arrive all the same. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verificationStatus: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the answer to `/send-otp`. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description `not_found`: no such id, or none any more. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyOtpRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtpVerified"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeemVerificationToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddressProven"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: the name and secret of no API client. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerWithOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. `weak_password`: choose another one. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `taken`: somebody else holds this identifier. */
            409: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `bad_credentials`: no such account, or another password. `not_verified`: the account waits for its code; said only to the right password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_disabled`, `second_factor_required`: said only to the right password. A code was sent to the second factor, and `second_factor` holds the token to go on with. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgotPasswordOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. `weak_password`: choose another one. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `second_factor_required`: the code went to the second factor itself, and stays usable; send a recovery code as well, or use the other address. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. `channel_not_offered`: choose another. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPasswordRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. `weak_password`: choose another one. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `second_factor_required`: the code went to the second factor itself, and stays usable; send a recovery code as well, or use the other address. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: this server does not serve it. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. `channel_not_offered`: choose another. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginWithOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginWithOtpRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeLoginAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `bad_credentials`: no such account, or another password. `not_verified`: the account waits for its code; said only to the right password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `second_factor_required`: the code was right, and stays usable; send the password or a recovery code as well. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: the operator left this out. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginVerifyRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: the token is over, used or none. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginResend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginResendRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeSent"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: the token is over, used or none. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the provider did not answer; a code may arrive all the same. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DeleteMeRequest"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. `bad_credentials`: another password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: sign in again, or send the password. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateMeRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description The name of the file a browser saves it as. */
                    "Content-Disposition"?: string;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetEmailRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. `bad_credentials`: another password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: sign in again, or send the password; with a second factor, sign in with both. `second_factor_required`: the address is the second factor's; switch that off or over first. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `taken`: somebody else holds this identifier. */
            409: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Answered"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. `weak_password`: choose another one. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. `bad_credentials`: another password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactorRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorAnswer"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. `bad_credentials`: another password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: sign in again, or send the password. `second_factor_required`: a code was sent to the present second factor; send it, or a recovery code. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the provider did not answer; a code may arrive all the same. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendPhoneOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the number is for. */
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendPhoneOtpRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneOtpSent"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. `bad_credentials`: another password. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `reauthentication_required`: sign in again, or send the password; with a second factor, sign in with both. `second_factor_required`: the address is the second factor's; switch that off or over first. */
            403: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: this server has no such role. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the provider did not answer; a code may arrive all the same. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyPhoneOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the number is for. */
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyPhoneOtpRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneVerified"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: this server has no such role. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `taken`: somebody else holds this identifier. */
            409: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnrolRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. `weak_password`: choose another one. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `taken`: somebody else holds this identifier. */
            409: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the provider did not answer; a code may arrive all the same. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyRegistration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyRegistrationRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activated"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `taken`: somebody else holds this identifier. */
            409: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resendRegistrationOtp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendRegistrationRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resent"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `channel_not_offered`: choose another. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askConfirmation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmationRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmationAsked"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `channel_not_offered`, `undeliverable`, `destination_blocked`: nothing was sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the provider did not answer; a code may arrive all the same. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the answer to `/confirmations`. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Confirmed"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: no such id, or somebody else's. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: wait `retry_after` seconds. */
            429: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `delivery_failed`: the code could not be checked; try the same one again. */
            502: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeemConfirmation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemConfirmationRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationConfirmed"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: the name and secret of no API client. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_code`: wrong, expired, used, unknown or never sent. */
            422: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LogoutRequest"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logoutAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    introspect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntrospectRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description `invalid_request`: fields are at fault, and listed. */
            400: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthorized`: the name and secret of no API client. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `timeout`: the body was not read in time. */
            408: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `body_too_large`: the limit is 64 KiB. */
            413: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: send JSON. */
            415: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The `id` of the session. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthorized`: no token, or one that no longer counts. */
            401: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: no session of this account has this id. */
            404: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            /** @description `internal`: a fault of ours. */
            500: {
                headers: {
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again shortly. */
            503: {
                headers: {
                    /** @description Whole seconds to wait before the next try. */
                    "Retry-After"?: number;
                    /** @description Finds this request in the log. */
                    "x-request-id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
