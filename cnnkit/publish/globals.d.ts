// What the scripts of a page leave for each other, for TypeScript's checker.
interface Window {
  cnnkit: any;
  cnnkitMemory: any;
  cnnkitData: (name: string, value: any) => void;
  Plotly: any;
}
interface Navigator {
  connection?: { saveData: boolean };
}
