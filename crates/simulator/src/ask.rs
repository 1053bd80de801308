//! A request as far as the vendor cares: no HTTP in here.

use crate::calls::Kind;
use crate::twilio::Route;
use crate::twilio::form::Form;

/// A request, as far as the vendor cares.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    segments: Vec<String>,
    pub(crate) form: Form,
    pub(crate) query: Form,
    /// `http://` and the host as the caller names it, so that links lead back here.
    pub(crate) origin: String,
    pub(crate) credentials: Option<(String, String)>,
}

impl Ask {
    pub(crate) fn new(method: &str, path: &str, credentials: Option<(String, String)>, form: Form) -> Self {
        let decoded = |segment: &str| {
            let pair = format!("s={segment}").replace('+', "%2B");
            let read: Vec<(String, String)> = serde_urlencoded::from_str(&pair).unwrap_or_default();
            read.into_iter().next().map_or_else(|| segment.to_owned(), |(_, text)| text)
        };
        let segments = path.split('/').filter(|segment| !segment.is_empty()).map(decoded).collect();
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            segments,
            form,
            credentials,
            ..Self::default()
        }
    }

    pub(crate) fn at_host(mut self, host: Option<&str>) -> Self {
        self.origin =
            host.map_or_else(|| "https://verify.twilio.com".to_owned(), |host| format!("http://{host}"));
        self
    }

    pub(crate) fn with_query(mut self, query: Option<&str>) -> Self {
        self.query = Form::of(query.unwrap_or_default().as_bytes());
        self
    }

    pub(crate) fn route(&self) -> Route<'_> {
        Route::of(&self.segments)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.route().kind(&self.method, &self.form)
    }
}
