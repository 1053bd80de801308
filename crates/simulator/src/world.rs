//! Everything the simulated vendors know. No HTTP and no socket in here.

use std::collections::{HashMap, VecDeque};

use crate::ask::Ask;
use crate::calls::Call;
use crate::clock::{Clock, Instant};
use crate::journal::Journal;
use crate::reply::Fault;
use crate::script::{Act, Script};
use crate::setup::Setup;
use crate::switches::{MessagePath, Switches};
use crate::twilio::Exchange;
use crate::twilio::account::{Account, Caller};
use crate::twilio::dials::Dials;
use crate::twilio::ledger::Ledger;
use crate::twilio::safe_list::SafeList;
use crate::twilio::service::Service;
use crate::twilio::texts::Texts;
use crate::vendor::{Desk, Vendor};
use crate::{plivo, vonage};

/// What there is.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) switches: Switches,
    pub(crate) journal: Journal,
    pub(crate) ledger: Ledger,
    pub(crate) texts: Texts,
    pub(crate) dials: Dials,
    pub(crate) vonage: vonage::ledger::Ledger,
    pub(crate) plivo: plivo::ledger::Ledger,
    /// By account.
    pub(crate) safe_lists: HashMap<String, SafeList>,
    scripts: VecDeque<Script>,
    pub(crate) setup: Setup,
    accounts: Vec<Account>,
    exchanges: HashMap<String, Exchange>,
    opened: Instant,
}

impl World {
    pub(crate) fn new(setup: Setup) -> Self {
        let clock = Clock::default();
        let mut world = Self {
            switches: Switches::default(),
            journal: Journal::default(),
            ledger: Ledger::default(),
            texts: Texts::default(),
            dials: Dials::default(),
            vonage: vonage::ledger::Ledger::default(),
            plivo: plivo::ledger::Ledger::default(),
            safe_lists: HashMap::new(),
            scripts: VecDeque::new(),
            accounts: Vec::new(),
            exchanges: HashMap::new(),
            opened: clock.now(),
            clock,
            setup,
        };
        world.reset();
        world
    }

    /// As on the first day; the clock goes back to the real time.
    pub(crate) fn reset(&mut self) {
        self.clock.reset();
        self.switches = Switches::default();
        self.journal = Journal::default();
        self.ledger = Ledger::default();
        self.texts = Texts::default();
        self.dials = Dials::default();
        self.vonage = vonage::ledger::Ledger::default();
        self.plivo = plivo::ledger::Ledger::default();
        self.safe_lists.clear();
        self.scripts.clear();
        self.accounts = self.setup.accounts.clone();
        let now = self.clock.now();
        self.exchanges = self
            .setup
            .services
            .iter()
            .map(|service| (service.sid.clone(), Exchange::new(service.clone(), now)))
            .collect();
    }

    pub(crate) fn script(&mut self, script: Script) {
        self.scripts.push_back(script);
    }

    /// Forgets what was scripted and not used up.
    pub(crate) fn clear_scripts(&mut self) {
        self.scripts.clear();
    }

    /// How this request shall be answered: by the first script that fits, or as the vendor does by itself.
    pub(crate) fn act(&mut self, ask: &Ask, desk: &dyn Desk, to: Option<&str>) -> (Act, u64) {
        let kind = desk.kind(ask);
        if let Some(at) = self.scripts.iter().position(|script| script.fits(kind, to)) {
            let script = &mut self.scripts[at];
            let (act, delay) = (script.act.clone(), script.delay_ms);
            if script.times <= 1 {
                self.scripts.remove(at);
            } else if script.times != u32::MAX {
                script.times -= 1;
            }
            return (act, delay);
        }
        (desk.magic(self, ask, to), 0)
    }

    pub(crate) fn arrives(&mut self, ask: &Ask, vendor: Vendor, to: Option<&str>) -> u64 {
        let desk = vendor.desk();
        let form = ask.form.as_map().clone();
        let mut headers = ask.headers.clone();
        headers.remove("authorization");
        let body = (form.is_empty() && !ask.body.is_empty())
            .then(|| String::from_utf8_lossy(&ask.body).into_owned());
        self.journal.arrives(Call {
            number: 0,
            vendor,
            kind: desk.kind(ask),
            method: ask.method.clone(),
            path: ask.path.clone(),
            service_sid: desk.service_of(ask),
            to: to.map(str::to_owned),
            user: ask.credentials.as_ref().map(|(user, _)| user.clone()),
            form,
            body,
            headers,
            status: None,
        })
    }

    pub(crate) const fn opened(&self) -> Instant {
        self.opened
    }

    pub(crate) fn account(&self, sid: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.sid == sid)
    }

    pub(crate) fn change_account(&mut self, sid: &str, change: impl FnOnce(&mut Account)) -> bool {
        let account = self.accounts.iter_mut().find(|account| account.sid == sid);
        account.map(change).is_some()
    }

    pub(crate) fn change_service(&mut self, sid: &str, change: impl FnOnce(&mut Service)) -> bool {
        self.exchanges.get_mut(sid).map(|exchange| change(&mut exchange.service)).is_some()
    }

    pub(crate) fn identify(&self, ask: &Ask) -> Option<Caller> {
        let (user, password) = ask.credentials.as_ref()?;
        self.accounts.iter().find_map(|account| account.knows(user, password))
    }

    pub(crate) fn exchanges(&self) -> impl Iterator<Item = &Exchange> {
        self.exchanges.values()
    }

    pub(crate) fn open(&mut self, exchange: Exchange) {
        self.exchanges.insert(exchange.service.sid.clone(), exchange);
    }

    pub(crate) fn close(&mut self, sid: &str) {
        self.exchanges.remove(sid);
    }

    /// The Service at work, if it is the caller's; another account's is not told from one that does not exist.
    pub(crate) fn exchange(&mut self, by: &Caller, ask: &Ask, sid: &str) -> Result<&mut Exchange, Fault> {
        let missing = self.not_found(ask);
        let found = self.exchanges.get_mut(sid);
        found.filter(|exchange| exchange.service.account_sid == by.account_sid).ok_or(missing)
    }

    /// 404/20404 with the path in its message.
    pub(crate) fn not_found(&self, ask: &Ask) -> Fault {
        let path = match self.switches.message_path {
            MessagePath::WithVersion => ask.path.as_str(),
            MessagePath::WithoutVersion => ask.path.strip_prefix("/v2").unwrap_or(&ask.path),
        };
        Fault::new(404, 20404, format!("The requested resource {path} was not found"))
    }
}
