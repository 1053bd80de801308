//! From a typed code or a token to a proof: counted first, then asked, then written down before anything else happens.

use channels::{Address, Ask, Code, Receipt, Verdict};
use tokio::time::Instant;

use super::claim::Claim;
use super::{Evidence, LOOK_AGAIN, Otp, Proof, Verified};
use crate::caller::Caller;
use crate::challenge::Challenge;
use crate::journal;
use crate::keys::same;
use crate::limits::{Counter, Limit};
use crate::refusal::Refusal;
use crate::rules::Rules;
use crate::store::{Guess, Guessed, StoreError};
use crate::tokens::{VerificationToken, sealed_parts};

/// How long a request whose code is "gone" waits for another request that may have been right with the same code.
const PEERS: u32 = 100;

impl Otp {
    pub(crate) async fn verify_claim(
        &self,
        claim: &Claim,
        code: &Code,
        by: &Caller,
    ) -> Result<Verified, Refusal> {
        let approved = self.prove(claim, &Evidence::Code(code.clone()), by).await?;
        let token = self.token_of(&approved).ok_or(Refusal::Internal)?;
        let expires_at = approved.proof_expires_at.ok_or(Refusal::Internal)?;
        Ok(Verified { token, expires_at })
    }

    pub(crate) async fn redeem_claim(
        &self,
        claim: &Claim,
        evidence: &Evidence,
        by: &Caller,
    ) -> Result<Proof, Refusal> {
        let approved = self.prove(claim, evidence, by).await?;
        Proof::of(&approved).ok_or(Refusal::Internal)
    }

    async fn prove(&self, claim: &Claim, evidence: &Evidence, by: &Caller) -> Result<Challenge, Refusal> {
        let (this, claim, evidence, by) = (self.clone(), claim.clone(), evidence.clone(), by.clone());
        let proven = self.0.tasks.run(async move {
            match evidence {
                Evidence::Code(code) => this.prove_by_code(&claim, &code, &by).await,
                Evidence::Token(token) => this.prove_by_token(&claim, &token, &by).await,
            }
        });
        proven.await?
    }

    async fn prove_by_token(
        &self,
        claim: &Claim,
        token: &VerificationToken,
        by: &Caller,
    ) -> Result<Challenge, Refusal> {
        let named = match token.challenge() {
            Some(id) => self.0.store.challenge(id).await?,
            None => None,
        };
        let fits = |row: &Challenge| {
            let sealed = self.token_of(row).is_some_and(|true_one| true_one.is(token));
            let to = claim.to.as_ref().is_none_or(|to| to.as_str() == row.address);
            sealed
                && to
                && row.purpose == claim.purpose
                && row.subject == claim.subject
                && row.is_proven(self.now())
        };
        if let Some(row) = named.filter(fits) {
            return Ok(row);
        }
        match self.count(claim, None, false, by).await? {
            Guessed::Limited(limit, wait) => Err(Self::limited(limit, claim, by, wait)),
            Guessed::No { attempts_left } | Guessed::Ask { attempts_left, .. } => {
                journal::refused_guess(claim.purpose, claim.to.as_ref(), by, "bad_token");
                Err(Refusal::InvalidCode { attempts_left })
            }
            Guessed::Proven(_) | Guessed::Wait(_) => Err(Refusal::Internal),
        }
    }

    async fn prove_by_code(&self, claim: &Claim, code: &Code, by: &Caller) -> Result<Challenge, Refusal> {
        match self.count_in_turn(claim, code, by).await? {
            Guessed::Wait(_) => Err(Refusal::Internal),
            Guessed::Proven(row) => Ok(*row),
            Guessed::Limited(limit, wait) => Err(Self::limited(limit, claim, by, wait)),
            Guessed::No { attempts_left } => {
                journal::refused_guess(claim.purpose, claim.to.as_ref(), by, "nothing_open");
                Err(Refusal::InvalidCode { attempts_left })
            }
            Guessed::Ask { challenge, attempts_left, mute, charged } => {
                let counted = Counted { challenge: *challenge, attempts_left, mute, charged };
                self.ask_provider(claim, code, counted, by).await
            }
        }
    }

    /// Counts a guess; where every try is under way, it waits for the answers, for one of them may be right with this code.
    async fn count_in_turn(&self, claim: &Claim, code: &Code, by: &Caller) -> Result<Guessed, Refusal> {
        let until = Instant::now() + self.0.rules.provider_patience;
        loop {
            match self.count(claim, Some(code), Instant::now() < until, by).await? {
                Guessed::Wait(id) => self.until_answered(id, until).await?,
                counted => return Ok(counted),
            }
        }
    }

    async fn until_answered(&self, id: i64, until: Instant) -> Result<(), Refusal> {
        while Instant::now() < until {
            tokio::time::sleep(LOOK_AGAIN).await;
            let row = self.0.store.challenge(id).await?;
            if !row.is_some_and(|row| row.has_open_guesses(self.now())) {
                break;
            }
        }
        Ok(())
    }

    async fn count(
        &self,
        claim: &Claim,
        code: Option<&Code>,
        patient: bool,
        by: &Caller,
    ) -> Result<Guessed, Refusal> {
        let purpose = claim.purpose.as_str();
        let of = claim.counted_by();
        let digest = code.map(|code| move |id: i64| self.0.keys.code_digest(id, code));
        let digest = digest.as_ref().map(|digest| digest as &(dyn Fn(i64) -> String + Sync));
        let silent = |row: &Challenge| {
            // what was not named is counted all the same
            if !claim.is_unseen() && claim.to.is_some() {
                return Vec::new();
            }
            let mut counters = self.counters(Limit::GuessPerPurposeAddress, &[purpose, &row.address]);
            counters.extend(self.tries_of_repeated_code(row));
            counters
        };
        let shown = |newest: i64| shown(&self.0.keys, &self.0.rules, &[purpose, &claim.subject, &of], newest);
        let guess = Guess {
            purpose: claim.purpose,
            subject: &claim.subject,
            address: claim.to.as_ref().map(Address::as_str),
            caller: by.key(),
            digest,
            told: self.counters(Limit::GuessPerPurposeAddress, &[purpose, &of]),
            silent: &silent,
            aimless: self.counters(Limit::GuessPerCaller, &[by.key()]),
            shown: &shown,
            max_attempts: self.0.rules.max_attempts,
            patient,
        };
        Ok(self.0.store.guess(&guess, self.now()).await?)
    }

    /// Where a code cannot be ended, it is sent again under a new challenge: its tries are counted by what the provider knows it by.
    fn tries_of_repeated_code(&self, row: &Challenge) -> Option<Counter> {
        let reference = row.reference.as_ref()?;
        let repeats = !self.0.switchboard.can_cancel(row.channel, &row.provider);
        let key = || self.0.keys.limit_key(&["code", &row.provider, reference.as_str()]);
        let (max, period) = (self.0.rules.max_attempts, self.0.rules.ttl * 2);
        repeats.then(|| Counter { key: key(), limit: Some(Limit::GuessPerPurposeAddress), max, period })
    }

    async fn ask_provider(
        &self,
        claim: &Claim,
        code: &Code,
        counted: Counted,
        by: &Caller,
    ) -> Result<Challenge, Refusal> {
        let row = &counted.challenge;
        // no code is right for these, whatever the provider would say
        let nobody = row.decoy || counted.mute || row.is_superseded() || row.is_unsent();
        let ask = Ask {
            to: Address::stored(&row.address).unwrap_or_else(|| claim.stand_in.clone()),
            channel: row.channel,
            purpose: row.purpose,
            locale: None,
            wording: None,
            life: None,
        };
        let began = Instant::now();
        let answer =
            if nobody { self.check_nobody(&ask, row, code).await } else { self.check(&ask, row, code).await };
        let outcome = answer.as_ref().map(Answer::as_str);
        let found = match &answer {
            Ok(Answer::Right(found)) => found.as_ref(),
            _ => None,
        };
        // what a decoy is known by is known to nobody else
        let known = found.or(row.reference.as_ref()).filter(|_| !nobody);
        let call = journal::Call {
            ask: &ask,
            by,
            challenge: row.id,
            provider: &row.provider,
            took: began.elapsed(),
        };
        let name = known.map(|reference| reference.known_as(&row.station, row.message.as_ref()));
        journal::checked(&call, name, outcome);
        match answer {
            Ok(Answer::Right(found)) if !nobody => self.approve(&ask, code, counted, found, by).await,
            Ok(Answer::Gone) if !nobody => self.gone(claim, code, &counted, by).await,
            Ok(_) => {
                self.0.store.settle_guess(row.id, false).await?;
                Err(counted.wrong())
            }
            Err(error) => {
                if error.is_certainly_unasked() {
                    let stranger = row.is_stranger(by.key());
                    self.0.store.unguess(row.id, stranger, false, &counted.charged).await?;
                } else {
                    self.0.store.settle_guess(row.id, false).await?;
                }
                Err(Refusal::of_check(&error, row.expires_at.since(self.now())))
            }
        }
    }

    async fn check(
        &self,
        ask: &Ask,
        row: &Challenge,
        code: &Code,
    ) -> Result<Answer, channels::ProviderError> {
        if let Some(receipt) = row.receipt() {
            let verdict = self.0.switchboard.check(ask, &receipt, code).await?;
            return Ok(match verdict {
                Verdict::Right => Answer::Right(None),
                Verdict::Wrong => Answer::Wrong,
                Verdict::Gone => Answer::Gone,
            });
        }
        // the answer to the start was lost, or is not here yet: the provider is asked by address
        let route = (row.provider.as_str(), row.station.as_str());
        let found = self.0.switchboard.check_lost(ask, route, row.sent_at.system_time(), code).await?;
        Ok(match found {
            channels::Found::Right(reference) => Answer::Right(Some(reference)),
            channels::Found::Wrong => Answer::Wrong,
            channels::Found::Gone => Answer::Gone,
        })
    }

    /// The same question about a verification that does not exist, so that time and outage look alike.
    async fn check_nobody(
        &self,
        ask: &Ask,
        row: &Challenge,
        code: &Code,
    ) -> Result<Answer, channels::ProviderError> {
        let receipt: Option<Receipt> = row.decoy.then(|| row.receipt()).flatten();
        let receipt = receipt.or_else(|| self.0.switchboard.decoy(ask, &row.provider));
        let Some(receipt) = receipt else { return Ok(Answer::Wrong) };
        self.0.switchboard.check(ask, &receipt, code).await.map(|_| Answer::Wrong)
    }

    async fn approve(
        &self,
        ask: &Ask,
        code: &Code,
        counted: Counted,
        found: Option<channels::Reference>,
        by: &Caller,
    ) -> Result<Challenge, Refusal> {
        let row = &counted.challenge;
        let now = self.now();
        let (digest, ends) = (self.0.keys.code_digest(row.id, code), now.plus(self.0.rules.ttl));
        let stranger = row.is_stranger(by.key());
        let written = self.0.store.approve(row, found.as_ref(), stranger, &digest, ends, now).await;
        match written {
            Ok(true) => {
                journal::approved(ask, by, row, now.since(row.sent_at));
                self.thank(ask, row);
                // a right answer was no wrong guess; if this fails the budget is a little smaller
                self.0.store.refund(&counted.charged).await.ok();
                let approved = self.0.store.challenge(row.id).await?;
                approved.filter(|row| row.is_proven(now)).ok_or_else(|| counted.wrong())
            }
            Ok(false) => self.approved_by_peer(code, &counted, false, by).await,
            // found by address, and it was another challenge's
            Err(StoreError::Conflict) => {
                self.0.store.settle_guess(row.id, false).await?;
                Err(counted.wrong())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The provider knows the verification no more. Either it is over, or another request was right with this very code.
    async fn gone(
        &self,
        claim: &Claim,
        code: &Code,
        counted: &Counted,
        by: &Caller,
    ) -> Result<Challenge, Refusal> {
        let id = counted.challenge.id;
        self.0.store.note_gone(id).await?;
        for _ in 0..PEERS {
            let Some(row) = self.0.store.challenge(id).await? else { break };
            if row.is_proven(self.now()) {
                return self.approved_by_peer(code, counted, true, by).await;
            }
            if !row.has_unanswered_guesses(self.now()) {
                break;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        self.0.store.settle_guess(id, true).await?;
        self.0.store.mark_gone(&counted.challenge, claim.is_unseen(), self.now()).await?;
        Err(counted.wrong())
    }

    /// Another request was right with the same code at the same time: this guess was no wrong one either.
    async fn approved_by_peer(
        &self,
        code: &Code,
        counted: &Counted,
        was_gone: bool,
        by: &Caller,
    ) -> Result<Challenge, Refusal> {
        let id = counted.challenge.id;
        let row = self.0.store.challenge(id).await?.filter(|row| row.is_proven(self.now()));
        let typed = self.0.keys.code_digest(id, code);
        let same = |row: &Challenge| {
            row.code_digest.as_ref().is_some_and(|kept| same(kept.as_bytes(), typed.as_bytes()))
        };
        let Some(row) = row.filter(same) else {
            self.0.store.settle_guess(id, was_gone).await?;
            return Err(counted.wrong());
        };
        self.0.store.unguess(id, row.is_stranger(by.key()), was_gone, &counted.charged).await.ok();
        Ok(row)
    }

    /// The token that stands for an approved challenge.
    fn token_of(&self, row: &Challenge) -> Option<VerificationToken> {
        let parts = sealed_parts(row.id, row.purpose, &row.address, &row.subject, row.approved_at?);
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Some(VerificationToken::sealed(row.id, self.0.keys.proof_seal(&parts)))
    }

    fn limited(limit: Limit, claim: &Claim, by: &Caller, retry_after: std::time::Duration) -> Refusal {
        journal::limited(limit, Some(claim.purpose), claim.to.as_ref(), by, retry_after);
        Refusal::TooMany { retry_after }
    }
}

/// A guess that was counted and waits for the provider's answer.
struct Counted {
    challenge: Challenge,
    attempts_left: u32,
    mute: bool,
    charged: Vec<Counter>,
}

impl Counted {
    fn wrong(&self) -> Refusal {
        Refusal::InvalidCode { attempts_left: self.attempts_left }
    }
}

enum Answer {
    /// With the reference, where the verification was found by address.
    Right(Option<channels::Reference>),
    Wrong,
    Gone,
}

impl Answer {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Right(_) => "right",
            Self::Wrong => "wrong",
            Self::Gone => "gone",
        }
    }
}

/// What `attempts_left` counts: every guess since the newest challenge of this key began, sent or not, counted or refused.
fn shown(keys: &crate::keys::Keys, rules: &Rules, of: &[&str], newest: i64) -> Counter {
    let newest = newest.to_string();
    let mut parts = vec!["shown", newest.as_str()];
    parts.extend_from_slice(of);
    Counter { key: keys.limit_key(&parts), limit: None, max: u32::MAX, period: rules.ttl }
}
