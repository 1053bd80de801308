//! `doorcode check`: examines everything that can be wrong before the first code is sent, and names the remedy. Sends
//! nothing; fails when something would not work.

use channels::{Finding, Grade};

use super::{
    Outcome,
    house::{Plan, connect, faults, warnings},
    say,
};
use crate::config::Source;

pub(super) async fn check(source: &Source, plan: Plan) -> Outcome {
    let mut findings = vec![configuration(source)];
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

fn configuration(source: &Source) -> Finding {
    let subject = "configuration".to_owned();
    match faults(source) {
        Some(says) => Finding { grade: Grade::Fault, subject, says, remedy: None },
        None => {
            Finding { grade: Grade::Good, subject, says: "every key can be read".to_owned(), remedy: None }
        }
    }
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
