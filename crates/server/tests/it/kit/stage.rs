//! Where a house is built: which database, which settings, which provider.

use std::{sync::Arc, time::Duration};

use channels::Capacity;
use simulator::{Simulator, known};
use tempfile::TempDir;

use super::{House, carrier::Carrier, house::Tuning, postgres::Postgres};

/// The ground of one test.
pub(crate) struct Stage {
    settings: Vec<(String, String)>,
    database: Arc<Ground>,
    tuning: Tuning,
    carrier: Option<Carrier>,
}

/// What must stay until the test is over.
pub(crate) struct Ground {
    pub(crate) url: String,
    _folder: Option<TempDir>,
}

/// Random, so that the configuration takes it; the same in all tests, so that they can sign with it.
pub(crate) const JWT_KEY: &str = "Zk3v9QmW1xRt8LpNc5yBj2HsGd7FaUeo";

impl Stage {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("house.db").display());
        Self::on(url, Some(folder))
    }

    pub(crate) fn postgres() -> Self {
        Self::on(Postgres::shared().fresh_database(), None)
    }

    /// On a database of the test's own.
    pub(crate) fn on(url: String, folder: Option<TempDir>) -> Self {
        let usual = [
            ("JWT_SECRET_KEY", JWT_KEY),
            ("SECRET_KEY", "Hq7bT2wXc9LmR4vZk8NyPd3sGf6JaUe1"),
            // the tests say by a header who calls
            ("TRUSTED_PROXIES", "127.0.0.1/32"),
            ("API_CLIENTS", "shop:c9Lm4vZk8NyPd3sGf6Ja"),
        ];
        let settings = usual.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        Self {
            settings,
            database: Arc::new(Ground { url, _folder: folder }),
            tuning: Tuning::default(),
            carrier: None,
        }
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.settings.push((key.to_owned(), value.into()));
        self
    }

    /// The same ground for another instance.
    pub(crate) fn another(&self) -> Self {
        Self {
            settings: self.settings.clone(),
            database: Arc::clone(&self.database),
            tuning: self.tuning,
            carrier: self.carrier.clone(),
        }
    }

    /// No limit but the guesses of one code.
    pub(crate) fn without_limits(mut self) -> Self {
        for limit in identity::Limit::ALL {
            self = self.with(limit.setting_key(), "off");
        }
        self
    }

    /// A provider is waited for this long only.
    pub(crate) fn patient_for(mut self, patience: Duration) -> Self {
        self.tuning.patience = Some(patience);
        self
    }

    /// So many requests are inside at most, and so many calls to providers under way.
    pub(crate) fn with_room(mut self, inside: usize, calls: Capacity) -> Self {
        self.tuning.room = Some((inside, calls));
        self
    }

    /// Whatever goes by SMS goes by this carrier, which tells what became of it.
    pub(crate) fn by(mut self, carrier: &Carrier) -> Self {
        self.carrier = Some(carrier.clone());
        self
    }

    /// A house whose messages lie in the outbox of the sandbox.
    pub(crate) async fn house(self) -> House {
        House::open(self.settings, self.database, (None, self.carrier), self.tuning).await
    }

    /// A house that asks a simulated Twilio, with one Service for all purposes unless the settings say otherwise.
    pub(crate) async fn house_at_twilio(self) -> House {
        let twilio = Simulator::start().await.unwrap();
        let stage = self.at(&twilio);
        House::open(stage.settings, stage.database, (Some(Arc::new(twilio)), None), stage.tuning).await
    }

    /// The same, with other settings of channels: `CHANNEL_SMS=twilio-verify,sandbox`.
    pub(crate) async fn house_at_twilio_with(self, channels: &[(&str, &str)]) -> House {
        let twilio = Simulator::start().await.unwrap();
        let mut stage = self.at(&twilio);
        for (key, value) in channels {
            stage = stage.with(key, *value);
        }
        House::open(stage.settings, stage.database, (Some(Arc::new(twilio)), None), stage.tuning).await
    }

    /// A house whose text messages and calls go by another hosted service: `vonage-verify`, `plivo-verify`.
    pub(crate) async fn house_at_another(self, provider: &str) -> House {
        let vendors = Simulator::start().await.unwrap();
        let stage = self
            .with("VONAGE_API_KEY", known::VONAGE_API_KEY)
            .with("VONAGE_API_SECRET", known::VONAGE_API_SECRET)
            .with("VONAGE_BASE_URL", vendors.url())
            .with("PLIVO_AUTH_ID", known::PLIVO_AUTH_ID)
            .with("PLIVO_AUTH_TOKEN", known::PLIVO_AUTH_TOKEN)
            .with("PLIVO_BASE_URL", vendors.url())
            .with("CHANNEL_SMS", provider)
            .with("CHANNEL_CALL", provider);
        House::open(stage.settings, stage.database, (Some(Arc::new(vendors)), None), stage.tuning).await
    }

    /// Whom the house asks for codes.
    pub(crate) fn at(self, twilio: &Simulator) -> Self {
        let mut stage = self
            .with("TWILIO_ACCOUNT_SID", known::ACCOUNT_SID)
            .with("TWILIO_AUTH_TOKEN", known::AUTH_TOKEN)
            .with("TWILIO_VERIFY_SERVICE_SID", known::SERVICE_SID)
            .with("TWILIO_VERIFY_BASE_URL", twilio.url())
            .with("TWILIO_API_BASE_URL", twilio.url());
        for channel in ["CHANNEL_SMS", "CHANNEL_CALL", "CHANNEL_EMAIL"] {
            stage = stage.with(channel, "twilio-verify");
        }
        stage
    }
}
