import { useEffect, useState } from "react";

// StrictMode runs the effect twice, and nobody cleans up after it: a common mistake that must cost nothing.
export default function SendOnMount() {
  const [answers, setAnswers] = useState<string[]>([]);

  useEffect(() => {
    fetch(`${import.meta.env.VITE_API_URL}/send-otp`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ to: "+12025550192" }),
    })
      .then((response) => response.json())
      .then((data) => setAnswers((before) => [...before, data.message ?? data.error]));
  }, []);

  return <ul>{answers.map((answer, index) => <li key={index}>{answer}</li>)}</ul>;
}
