//! Which methods a path answers to: for `Allow`, which the framework leaves out of its 405.

use std::collections::{BTreeMap, BTreeSet};

use poem::http::HeaderValue;
use poem_openapi::OpenApi;

use crate::api::Operations;

/// The paths of the house and their methods.
pub struct Routes(BTreeMap<String, BTreeSet<String>>);

impl Routes {
    /// The operations; `pages`, which are read only; and `doors`, where others post what is no operation.
    pub fn new(pages: &[&str], doors: &[&str]) -> Self {
        let mut routes = BTreeMap::<String, BTreeSet<String>>::new();
        for path in Operations::meta().into_iter().flat_map(|api| api.paths) {
            let methods = path.operations.iter().map(|operation| operation.method.to_string());
            routes.entry(path.path).or_default().extend(methods);
        }
        for page in pages {
            routes.entry((*page).to_owned()).or_default().insert("GET".to_owned());
        }
        for door in doors {
            routes.entry((*door).to_owned()).or_default().insert("POST".to_owned());
        }
        for methods in routes.values_mut() {
            if methods.contains("GET") {
                methods.insert("HEAD".to_owned());
            }
        }
        Self(routes)
    }

    /// `Allow` for this path.
    pub fn allow(&self, path: &str) -> Option<HeaderValue> {
        let (_, methods) = self.of(path)?;
        let list: Vec<_> = methods.iter().map(String::as_str).collect();
        HeaderValue::try_from(list.join(", ")).ok()
    }

    /// The route of this path, as logs and figures name it.
    pub fn name(&self, path: &str) -> Option<&str> {
        self.of(path).map(|(name, _)| name.as_str())
    }

    /// A route with the same parts, of which some may vary; one that names them all comes first.
    fn of(&self, path: &str) -> Option<(&String, &BTreeSet<String>)> {
        self.0.get_key_value(path).or_else(|| self.0.iter().find(|(known, _)| fits(known, path)))
    }
}

fn fits(route: &str, path: &str) -> bool {
    let (mut known, mut parts) = (route.split('/'), path.split('/'));
    loop {
        match (known.next(), parts.next()) {
            (None, None) => return true,
            (Some(known), Some(_)) if known.starts_with('*') => return true,
            (Some(known), Some(part)) if known == part => {}
            (Some(known), Some(part)) if known.starts_with([':', '{']) && !part.is_empty() => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_knows_its_methods() {
        let routes = Routes::new(&["/problems/:slug", "/app", "/app/*page"], &["/reports/:of"]);
        assert_eq!(routes.allow("/reports/x").unwrap(), "POST");
        assert_eq!(routes.allow("/send-otp").unwrap(), "POST");
        assert_eq!(routes.name("/problems/x"), Some("/problems/:slug"));
        assert_eq!(routes.allow("/me/export").unwrap(), "GET, HEAD");
        assert_eq!(routes.allow("/me").unwrap(), "DELETE, GET, HEAD, PATCH");
        assert_eq!(routes.name("/sessions/7"), Some("/sessions/{id}"));
        assert_eq!(routes.allow("/problems/invalid-code").unwrap(), "GET, HEAD");
        assert_eq!(routes.name("/app"), Some("/app"));
        assert_eq!(routes.name("/app/login/code"), Some("/app/*page"));
        assert!(routes.name("/application").is_none());
        assert!(routes.allow("/nowhere/at-all").is_none());
    }
}
