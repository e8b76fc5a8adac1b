"""Files that a GIS reads and writes: GeoJSON, GeoPackage, GeoParquet; the network as layers of a map."""
