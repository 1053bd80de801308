import { useState } from "react";

const API_URL = import.meta.env.VITE_API_URL;

export default function VerifyPhone() {
  const [phone, setPhone] = useState("");
  const [otp, setOtp] = useState("");
  const [otpSent, setOtpSent] = useState(false);
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const post = async (path: string, body: object) => {
    setLoading(true);
    setError(null);
    try {
      const response = await fetch(`${API_URL}${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!response.ok) {
        const error = await response.json();
        setError(error.error);
        return null;
      }
      return await response.json();
    } catch (err) {
      console.error(err);
      setError("Network error. Please try again.");
      return null;
    } finally {
      setLoading(false);
    }
  };

  const handleSendOtp = async () => {
    const data = await post("/send-otp", { to: phone, channel: "sms" });
    if (data) setOtpSent(true);
  };

  const handleVerify = async () => {
    const data = await post("/verify-otp", { to: phone, code: otp });
    if (data?.valid) alert("Phone number verified!");
  };

  return (
    <div>
      <h1>Verify your phone</h1>
      <input type="tel" placeholder="+12025550123" value={phone} onChange={(e) => setPhone(e.target.value)} />
      <button onClick={handleSendOtp} disabled={loading}>Send OTP</button>
      {otpSent && (
        <>
          <input type="text" placeholder="Enter OTP" maxLength={6} value={otp} onChange={(e) => setOtp(e.target.value)} />
          <button onClick={handleVerify} disabled={loading || otp.length !== 6}>Verify</button>
        </>
      )}
      {error && <p style={{ color: "red" }}>{error}</p>}
    </div>
  );
}
