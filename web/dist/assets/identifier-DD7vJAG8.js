import{f as i}from"./code-step-CbuLnoPb.js";function n(e){const t=e.trim();return t.includes("@")?{email:t}:/^[+\d\s().-]*$/.test(i(t))&&t!==""?{phone:t}:{username:t}}export{n as i};
