"""Where plots on a map in the browser can be clicked, for browser tests and benchmarks."""

# To run in the map's frame: one place for each plot, in pixels of the frame, where the plot lies uppermost.
PLACES = """() => {
    const found = [];
    for (const path of document.querySelectorAll('[class*="leaflet-plots-"] path')) {
      const box = path.getBoundingClientRect();
      for (let step = 1; step < 100; step += 1) {
        const x = box.left + (box.width * (step % 10)) / 10;
        const y = box.top + (box.height * Math.floor(step / 10)) / 10;
        if (document.elementFromPoint(x, y) !== path) continue;
        const layer = Object.values(window.map._layers).find((one) => one._path === path);
        if (layer) found.push({ x, y, plot: layer.feature.properties.plot_id });
        break;
      }
    }
    return found;
}"""
