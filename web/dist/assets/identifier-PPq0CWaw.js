import{f as i}from"./code-step-CxX3Z4UL.js";function n(e){const t=e.trim();return t.includes("@")?{email:t}:/^[+\d\s().-]*$/.test(i(t))&&t!==""?{phone:t}:{username:t}}export{n as i};
