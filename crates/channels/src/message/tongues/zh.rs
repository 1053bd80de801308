//! Chinese, in simplified characters, with 您.

use super::super::Notice;
use super::{Occasion, Tongue};

pub(super) const TONGUE: Tongue = Tongue {
    tag: "zh",
    minutes,
    verification: Occasion {
        subject: "您的 {brand} 验证码",
        short: "【{brand}】您的验证码是 {code}，{life}内有效。请勿告诉任何人，我们绝不会向您索要。",
        intro: "您的 {brand} 验证码是：",
        unasked: "",
    },
    sign_in: Occasion {
        subject: "您的 {brand} 登录验证码",
        short: "【{brand}】您的登录验证码是 {code}，{life}内有效。请勿告诉任何人，我们绝不会向您索要。",
        intro: "您的 {brand} 登录验证码是：",
        unasked: "如果不是您本人在登录，说明有人正在尝试登录您的账号：请勿把此验证码告诉对方。",
    },
    reset: Occasion {
        subject: "重置您的 {brand} 密码",
        short: "【{brand}】您设置新密码的验证码是 {code}，{life}内有效。请勿告诉任何人，我们绝不会索要。",
        intro: "您设置 {brand} 新密码的验证码是：",
        unasked: "如果您没有申请设置新密码，则无需任何操作：您的密码不会改变。",
    },
    confirm: Occasion {
        subject: "确认 {brand} 的一项操作",
        short: "【{brand}】您确认 {operation} 的验证码是 {code}，{life}内有效。请勿告诉任何人，我们绝不会向您索要。",
        intro: "您在 {brand} 确认 {operation} 的验证码是：",
        unasked: "如果这不是您本人的操作，请勿输入验证码，并立即联系我们。",
    },
    expires: "{life}内有效。",
    warning: "请勿告诉任何人，我们绝不会向您索要。",
    stop: "。",
    gap: "",
    about: "关于您的 {brand} 账号",
    notice: "【{brand}】{what}。如非您本人操作，请立即联系我们。",
    says,
};

fn minutes(n: u64) -> String {
    format!("{n} 分钟")
}

const fn says(notice: Notice) -> &'static str {
    match notice {
        Notice::PasswordChanged => "您账号的密码已更改",
        Notice::NumberChanged => "您账号的手机号码已更改",
        Notice::NumberMoved => "他人已证明此手机号码归其所有，该号码已从您的账号中移除",
        Notice::MailboxChanged => "您账号的电子邮箱地址已更改",
        Notice::SecondFactorOn => "您的账号已设置双重验证，并生成了新的恢复码",
        Notice::SecondFactorOff => "您账号的双重验证已关闭",
    }
}
