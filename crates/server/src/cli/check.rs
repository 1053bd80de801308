//! `doorcode check`: examines everything that can be wrong before the first code is sent, and names the remedy. Sends
//! nothing; fails when something would not work.

use channels::{Finding, Grade, SettingFault};

use super::{
    Outcome,
    house::{Plan, connect, warnings},
    say,
};
use crate::config::Source;

pub(super) async fn check(source: &Source, plan: Plan) -> Outcome {
    let mut findings = configuration(source);
    findings.extend(warnings(source, &plan.config).into_iter().map(|says| note("configuration", says)));
    findings.push(database(&plan).await);
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

async fn database(plan: &Plan) -> Finding {
    let subject = "database".to_owned();
    let reached = match connect(&plan.config).await {
        Ok(store) => match store.ping().await {
            Ok(()) => Ok(store.describe()),
            Err(fault) => Err(format!("it does not answer: {fault}")),
        },
        Err(says) => Err(says),
    };
    match reached {
        Ok(kind) => Finding { grade: Grade::Good, subject, says: format!("{kind} answers"), remedy: None },
        Err(says) => {
            let remedy = Some("check DATABASE_URL, and that the database is running".to_owned());
            Finding { grade: Grade::Fault, subject, says, remedy }
        }
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
