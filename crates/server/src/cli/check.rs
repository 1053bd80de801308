//! `doorcode check`: examines everything that can be wrong before the first code is sent, and names the remedy. Sends
//! nothing; fails when something would not work.

use channels::{Channel, Finding, Grade, SettingFault};
use identity::{AutoChannels, Standing};

use super::{
    Outcome, database,
    house::{Plan, warnings},
    say,
};
use crate::config::Source;

pub(super) async fn check(source: &Source, plan: Plan) -> Outcome {
    subjects(source, &plan);
    let mut findings = configuration(source);
    findings.extend(warnings(source, &plan).into_iter().map(|says| note("configuration", says)));
    findings.extend(unused_keys(source, &plan));
    findings.extend(channels_off(source, &plan));
    findings.push(look_at_the_database(&plan).await);
    findings.extend(plan.switchboard.examine().await);
    for finding in &findings {
        print(finding);
    }
    let wrong = findings.iter().filter(|finding| finding.grade == Grade::Fault).count();
    match wrong {
        0 => Ok(()),
        1 => Err("1 fault.".to_owned()),
        many => Err(format!("{many} faults.")),
    }
}

/// One finding for each faulty key, or one that there is none.
fn configuration(source: &Source) -> Vec<Finding> {
    let faults = source.settings.faults();
    if faults.is_empty() {
        let (subject, says) = ("configuration".to_owned(), "every key can be read".to_owned());
        return vec![Finding { grade: Grade::Good, subject, says, remedy: None }];
    }
    let finding = |fault: SettingFault| {
        let remedy = Some(format!("for example {}", fault.example));
        Finding { grade: Grade::Fault, subject: fault.key, says: fault.fault, remedy }
    };
    faults.into_iter().map(finding).collect()
}

/// Keys of AWS claim nothing, for machines have them for other reasons: where no text message is really sent, they may have been
/// meant all the same.
fn unused_keys(source: &Source, plan: &Plan) -> Option<Finding> {
    let key =
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].into_iter().find(|key| source.settings.is_set(key))?;
    let sent = |(channel, provider): &(Channel, &str)| *channel == Channel::Sms && *provider != "sandbox";
    let chosen = source.settings.is_set(Channel::Sms.setting_key());
    if chosen || plan.switchboard.table().iter().any(sent) {
        return None;
    }
    Some(Finding::note(
        key,
        "set, and not used: nothing names AWS SNS",
        Some("set CHANNEL_SMS=aws-sns if it was meant"),
    ))
}

/// What `auto` was told to try, and cannot. The order as it usually is names every channel, offered or not.
fn channels_off(source: &Source, plan: &Plan) -> Vec<Finding> {
    let (told, usual) = (&plan.config.rules.auto_channels, AutoChannels::default());
    // a channel that is faulty is told as such
    if !source.settings.faults().is_empty() {
        return Vec::new();
    }
    let of_countries =
        told.by_country.iter().map(|(region, order)| (format!("AUTO_CHANNELS_{region}"), order));
    let of_others = (told.usual != usual.usual).then(|| ("AUTO_CHANNELS".to_owned(), &told.usual));
    let orders = of_others.into_iter().chain(of_countries);
    orders.filter_map(|(key, order)| off(plan, &key, order)).collect()
}

fn off(plan: &Plan, key: &str, order: &[Channel]) -> Option<Finding> {
    let off: Vec<&str> = order
        .iter()
        .filter(|channel| !plan.switchboard.offers(**channel))
        .map(|channel| channel.as_str())
        .collect();
    let says = match off.as_slice() {
        [] => return None,
        [one] => format!("names {one}, which is off: `auto` passes over it"),
        several => format!("names {}, which are off: `auto` passes over them", several.join(" and ")),
    };
    Some(Finding::note(key, says, Some("name a provider for it in CHANNEL_…, or leave it out")))
}

/// What is examined, before anything is said of it.
fn subjects(source: &Source, plan: &Plan) {
    let settings = source.file.as_ref().map_or_else(
        || "the environment alone; no file".to_owned(),
        |file| format!("the environment, and {file}"),
    );
    let environment = if plan.config.environment.is_development() { "development" } else { "production" };
    let served = plan.switchboard.table();
    // the account serves SMS where nobody is named
    let faulty = source.settings.faults().iter().any(|fault| fault.key.starts_with("TWILIO_"));
    let by = |channel: Channel| {
        let named = source.settings.text(channel.setting_key()).is_some_and(|name| name != "off")
            || (channel == Channel::Sms && faulty);
        let of_channel = served.iter().filter(|(one, _)| *one == channel);
        // in the order they are tried
        let providers: Vec<&str> = of_channel.map(|(_, provider)| *provider).collect();
        match (providers.is_empty(), named) {
            (false, _) => format!("{channel}: {}", providers.join(" then ")),
            (true, true) => format!("{channel}: not usable"),
            (true, false) => format!("{channel}: off"),
        }
    };
    say(&format!("settings     {settings}"));
    say(&format!("environment  {environment}"));
    say(&format!("database     {}", database::place(&plan.config)));
    say(&format!("channels     {}", Channel::ALL.map(by).join(", ")));
    say(&format!("numbers      {}", numbers(plan)));
}

/// How numbers are read, and which are served.
fn numbers(plan: &Plan) -> String {
    let read = plan.config.default_region.map_or_else(
        || "a country code is demanded".to_owned(),
        |region| format!("without a country code read as {region}"),
    );
    let served = plan.config.rules.allowed_countries.as_ref().map_or_else(
        || "all countries".to_owned(),
        |served| served.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    );
    format!("{read}; served: {served}")
}

async fn look_at_the_database(plan: &Plan) -> Finding {
    match database::inspect(&plan.config).await {
        Ok(Standing::Answers) => Finding::good("database", "it answers"),
        Ok(Standing::Absent) => {
            Finding::note("database", "not there yet: it will be made at the start", None)
        }
        Err(fault) => Finding::fault("database", fault.to_string(), database::remedy(fault)),
    }
}

fn note(subject: &str, says: String) -> Finding {
    Finding { grade: Grade::Note, subject: subject.to_owned(), says, remedy: None }
}

fn print(finding: &Finding) {
    let mark = match finding.grade {
        Grade::Good => "good ",
        Grade::Note => "note ",
        Grade::Fault => "FAULT",
    };
    say(&format!("{mark}  {}: {}", finding.subject, finding.says));
    if let Some(remedy) = &finding.remedy {
        say(&format!("       {remedy}"));
    }
}
